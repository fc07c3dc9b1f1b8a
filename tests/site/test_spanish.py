"""No English sentence of the site or of a desk stands on a Spanish page."""

from tests.site import spoken
from tests.site.test_translations import translated


def test_whoever_reads_spanish_has_words_for_everything_that_is_said():
    said = {(context, english) for context, english, _ in spoken.everything()}
    assert len(said) > 700
    assert not said - translated("es")
