"""A page with more stories than one: what belongs to another one is not read, however much it reads like an article."""

from collections.abc import Sequence

from onrecord_clean.blocks import PageBlock, Story
from onrecord_clean.headlines import likeness
from onrecord_clean.records import READ_ON
from onrecord_clean.surroundings import IDENTITY

HEADLINES = ("h1", "h2")


def others_left_out(blocks: Sequence[PageBlock], labels: Sequence[str], title: str | None) -> list[str]:
    """Give *labels* with what stands in another story, or in a list above the headline (and again below), as related.

    Another story is an <article> beside that of the headline, or one inside it of the same kind: entries of a live blog
    and quoted posts stand inside the article too, but are of a kind of their own. Nothing changes where the headline is
    no <h1> or <h2>, and for the stories where it stands in no <article>.
    """
    at = _headline(blocks, labels, title)
    if at is None:
        return list(labels)
    own = blocks[at].stories
    listed = {block.text for block in blocks[:at] if block.tag == "li"}
    return [
        "related"
        if label in READ_ON
        and i != at
        and ((block.tag == "li" and block.text in listed) or (own and _is_other(block.stories, own)))
        else label
        for i, (block, label) in enumerate(zip(blocks, labels, strict=True))
    ]


def _headline(blocks: Sequence[PageBlock], labels: Sequence[str], title: str | None) -> int | None:
    """Find the article's headline: an <h1> before any <h2>, and whatever it is taken for if it is the only <h1>."""
    for tag in HEADLINES:
        found = [
            i
            for i, (block, label) in enumerate(zip(blocks, labels, strict=True))
            if label == "headline" and block.tag == tag
        ]
        if found:
            return max(found, key=lambda i: likeness(blocks[i].text, title))
    largest = [i for i, block in enumerate(blocks) if block.tag == "h1"]
    return largest[0] if len(largest) == 1 else None


def _is_other(stories: tuple[Story, ...], own: tuple[Story, ...]) -> bool:
    if not stories or stories[-1] in own:
        return False
    return own[-1] not in stories or _kind(stories[-1]) == _kind(own[-1]) != "article"


def _kind(story: Story) -> str:
    return IDENTITY.sub("", story.mark)
