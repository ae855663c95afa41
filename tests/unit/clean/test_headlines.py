"""The article's own headline among the headlines of its page."""

from onrecord_clean.headlines import best_title


def test_the_headline_like_the_title_is_the_title() -> None:
    headlines = ["Opinion | Harbour", "Wexley harbour closed", "Another story entirely"]
    assert best_title(headlines, "Wexley harbour closed - The Gull") == "Wexley harbour closed"
    assert best_title(headlines, None) == "Opinion | Harbour"
    assert best_title([], "Wexley") == "Wexley"
