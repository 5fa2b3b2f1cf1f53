"""What all drills demand of a run that went wrong."""

from tests.plugin.place import OUTPUTS, ROWDY, Place, Said


def fails_closed(said: Said, *sentences: str, place: Place | None) -> None:
    """Exit not 0, never GO, one clear sentence, no traceback; the files of the last run at `place` are sound."""
    assert said.status != 0, said.text
    assert said.decision in ("HOLD", None), said.text
    for rowdy in ROWDY:
        assert rowdy not in said.text, said.text
    for sentence in sentences:
        assert sentence in said, said.text
    if place is not None and (place.root / OUTPUTS).is_dir():
        place.remembered()
        assert not list((place.root / OUTPUTS).glob(".*.tmp"))
        assert not list((place.root / OUTPUTS).glob(".parts-*"))
