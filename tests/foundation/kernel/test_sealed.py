import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from yuanxin.foundation.kernel import sealed
from yuanxin.foundation.kernel.sealed.keys import read_key_ring
from yuanxin.foundation.kernel.sealed.suites import SUITES
from yuanxin.foundation.kernel.sealed.vault import BrokenSeal

OLD, NEW = "11" * 32, "22" * 32
NUMBER = "330106199001010018"


@pytest.fixture(params=["aes", "sm"])
def suite(request, settings):
    settings.DATA_KEY = OLD
    settings.SEALING_SUITE = request.param
    return SUITES[request.param]


def test_a_sealed_value_opens_and_two_seals_of_it_differ(suite):
    first, second = sealed.seal_many([NUMBER, NUMBER])
    assert first != second
    assert NUMBER.encode() not in first
    assert sealed.unseal_many([first, memoryview(second)]) == [NUMBER, NUMBER]


def test_a_sealed_value_tells_its_version_suite_and_key(suite):
    assert tuple(sealed.seal("x")[:3]) == (1, suite.code, 1)


@given(text=st.text(max_size=60))
def test_any_text_comes_back(text):
    assert sealed.unseal(sealed.seal(text)) == text


def test_a_changed_byte_anywhere_is_noticed(suite):
    value = sealed.seal(NUMBER)
    for place in range(len(value)):
        changed = bytearray(value)
        changed[place] ^= 1
        with pytest.raises(BrokenSeal):
            sealed.unseal(bytes(changed))


@pytest.mark.parametrize("value", [b"", b"\x01", b"\x01\x01\x01", NUMBER.encode()])
def test_what_was_never_sealed_does_not_open(suite, value):
    with pytest.raises(BrokenSeal):
        sealed.unseal(value)


def test_look_up_digests_are_stable_short_and_keyed(suite, settings):
    digest = sealed.lookup_digest(NUMBER)
    assert len(digest) == 16
    assert sealed.lookup_digests([NUMBER, "x"])[0] == digest
    assert sealed.lookup_digest("x") != digest
    settings.DATA_KEY = NEW
    assert sealed.lookup_digest(NUMBER) != digest


def test_the_look_up_key_is_not_the_sealing_key(suite):
    master = bytes.fromhex(OLD)
    assert suite.derive(master, b"sealing") != suite.derive(master, b"look-up")


def test_a_new_key_seals_while_the_old_one_still_opens_and_digests_stay(suite, settings):
    before, digest = sealed.seal(NUMBER), sealed.lookup_digest(NUMBER)
    settings.DATA_KEY = f"lookup:{OLD},1:{OLD},2:{NEW}"
    after = sealed.seal(NUMBER)
    assert after[2] == 2
    assert sealed.unseal(before) == sealed.unseal(after) == NUMBER
    assert sealed.lookup_digest(NUMBER) == digest
    assert sealed.needs_resealing(before)
    assert not sealed.needs_resealing(after)


def test_a_value_of_a_key_that_left_the_ring_names_the_key(suite, settings):
    value = sealed.seal(NUMBER)
    settings.DATA_KEY = f"lookup:{OLD},2:{NEW}"
    with pytest.raises(BrokenSeal, match="key 1"):
        sealed.unseal(value)


def test_values_of_both_suites_open_side_by_side(settings):
    settings.SEALING_SUITE = "aes"
    first = sealed.seal(NUMBER)
    settings.SEALING_SUITE = "sm"
    assert sealed.unseal_many([first, sealed.seal(NUMBER)]) == [NUMBER, NUMBER]


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        ("", "no key"),
        ("12", "key 1 is not"),
        (f"1:{OLD},2:{NEW}", "needs `lookup:`"),
        (f"lookup:{OLD}", "no key"),
        (f"lookup:{OLD},0:{NEW}", "from 1 to 255"),
        (f"lookup:{OLD},256:{NEW}", "from 1 to 255"),
        (f"lookup:{OLD},1:{NEW},1:{OLD}", "used once"),
        (f"lookup:{OLD},1:{'zz' * 32}", "key 1 is not"),
    ],
)
def test_a_wrong_ring_is_refused_without_telling_a_key(ring, words):
    with pytest.raises(ImproperlyConfigured, match=words) as refusal:
        read_key_ring(ring)
    assert OLD not in str(refusal.value)
    assert NEW not in str(refusal.value)


def test_a_ring_does_not_show_its_keys_when_printed():
    assert OLD not in repr(read_key_ring(OLD))
    assert bytes.fromhex(OLD).hex() not in repr(read_key_ring(OLD))


def test_a_sealed_field_refuses_clear_values():
    field = sealed.SealedField("number")
    field.name = "number"
    assert field.get_prep_value(None) is None
    assert field.get_prep_value(memoryview(value := sealed.seal(NUMBER))) == value
    for clear in (NUMBER, NUMBER.encode(), b"", 330106):
        with pytest.raises(TypeError, match="seal"):
            field.get_prep_value(clear)


def test_a_sealed_field_reads_bytes_whatever_the_driver_gives():
    field = sealed.SealedField("number")
    assert field.from_db_value(memoryview(b"abc"), None, None) == b"abc"
    assert field.from_db_value(None, None, None) is None


def test_sm4_and_sm3_give_the_published_vectors():
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    ecb = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()  # noqa: S305 - the vector is one block
    assert ecb.update(block).hex() == "681edf34d206965e86b3e94f536e4246"
    for text, digest in {
        "abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        "西湖区总工会": "104fff513b0450241623da85a7d9b7f9490df66bcf3f64c36aeb11951cdacc1d",
    }.items():
        sm3 = hashes.Hash(hashes.SM3())
        sm3.update(text.encode())
        assert sm3.finalize().hex() == digest


def test_blake2b_digests_are_the_keyed_ones_of_the_standard_library():
    import hashlib

    key = b"k" * 32
    expected = hashlib.blake2b(NUMBER.encode(), digest_size=16, key=key).digest()
    assert SUITES["aes"].digests(key, [NUMBER.encode()]) == [expected]


def test_a_file_comes_back_byte_for_byte(suite):
    content = bytes(range(256)) * 40
    kept = sealed.seal_bytes(content)
    assert content not in kept
    assert sealed.unseal_bytes(kept) == content
