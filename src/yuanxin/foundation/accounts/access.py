"""The marks on views, as accounts reads them; they stand in `ui`, whose registers mark their own views."""

from yuanxin.foundation.ui.access import PUBLIC, SIGNED_IN, SIGNING_IN, public, requires, signed_in, signing_in

__all__ = ["PUBLIC", "SIGNED_IN", "SIGNING_IN", "public", "requires", "signed_in", "signing_in"]
