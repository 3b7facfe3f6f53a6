"""Lists of awards brought in, in one call."""

from tests.foundation.intake.bringing import load, organiser, stage, take_back

__all__ = ["load", "organiser", "stage", "take_back"]
