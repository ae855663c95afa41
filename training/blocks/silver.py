"""Lines of real pages, known only as content or clutter, to the sets of labels they may have.

Where a line is clutter is near-gold; its type is guessed here, from words first, then from ids and classes, then from
its place. A line whose type stays open gets several labels, or none at all, and the loss asks for no more than that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord_clean.records import LABELS, READ_ON

CLUTTER = frozenset(LABELS) - READ_ON
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|okt|dez|janv|févr|mars|avril|juin|juil|août|ene|abr|ago|dic)[a-zéûô]*\.?"


def words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


def named(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


DONATION = words(
    r"donat(?:e|ion|ions)|make a (?:gift|contribution)|contribute (?:now|today|to)|support (?:us|our (?:work|journalism|mission|reporting))|chip in|reader[- ](?:funded|supported)|tax[- ]deductible|unterstützen sie uns|spenden|faire un don"
)
NOTIFICATION = words(
    r"notifications?|push alerts?|breaking news alerts?|download (?:the|our) .{0,20}\bapp|get (?:the|our) .{0,12}\bapp|app store|google play|home ?screen|mobile app"
)
NEWSLETTER = words(
    r"newsletters?|inbox|e-?mail address|mailing list|daily (?:briefing|digest|email)|sign up (?:for|to) (?:our|the|get|receive|daily|weekly|free|emails)|delivered (?:straight |right |directly )?to you|invalid email|boletín|infolettre"
)
PAYWALL = named(
    r"to (?:continue|keep) reading|continue reading this|read the (?:full|rest|whole)|(?:only )?for subscribers|subscribers? only|subscriber[- ]exclusive|already (?:a )?(?:subscriber|subscribed|a member)|unlock (?:this|the|full)|(?:article|content|story) is (?:only |exclusively )?(?:for|reserved|available|exclusive)|members[- ]only|free articles? (?:left|remaining)|register to (?:read|continue)|il vous reste|réservé aux abonnés|weiterlesen mit|nur für abonnent|this post is for paid"
)
SUBSCRIPTION = words(
    r"subscribe|subscriptions?|free trial|per month|a month|unlimited (?:digital )?access|cancel any ?time|become a member|membership|abonn\w+|suscr[ií]b\w+|special offer|digital access|first month|billed"
)
COOKIE = words(r"cookies?|consent|tracking technolog\w+|legitimate interest")
COMMENTS = words(
    r"comments?|commenting|repl(?:y|ies)|join the (?:conversation|discussion)|leave a (?:reply|comment)|letters? to the editor|kommentare?|commentaires?|comentarios?|notify me of|upvote"
)
REGISTRATION = words(
    r"log ?in|log ?out|sign ?in|sign ?out|sign ?up|register|registration|create (?:an |your |a free )?account|my account|password|anmelden|einloggen|connexion|se connecter|iniciar sesi[oó]n|profile"
)
SOCIAL = words(
    r"share|tweet|facebook|twitter|instagram|whats ?app|linkedin|pinterest|reddit|telegram|tiktok|youtube|flipboard|bluesky|mastodon|messenger|follow (?:us|me)|copy (?:the )?link|link copied|teilen|partager|compartir"
)
ADVERT = words(
    r"advert\w*|sponsored|promoted|affiliate|(?:may|might|could) earn|commission|ad ?block\w*|paid (?:content|partner\w*|post)|partner content|buy now|shop now|shop the|check price|see (?:price|deal)|coupons?|promo code|anzeige|publicidad|publicité"
)
CREDIT = named(
    r"^[\s(\[|]*(?:photo|photograph|photos|image|images|picture|pictures|foto|fotos|bild|crédit|credits?|image credit|photo credit|source|illustration|video|graphic|getty|ap|afp|reuters|shutterstock|courtesy)\b.{0,60}$|\b(?:getty images|ap photo|shutterstock|afp|unsplash|alamy|istock|pa wire|dpa|via reuters|via ap)\b"
)
BYLINE = named(
    r"^(?:by|von|par|por|di|written by|words by|story by|reporting by|reviewed by|edited by|author:?|staff (?:writer|reporter))\b.{0,80}$"
)
BIOGRAPHY = words(
    r"about the author|is an? (?:\w+[ -]){0,4}(?:reporter|writer|editor|journalist|author|correspondent|columnist|freelance|contributor|professor|analyst)|has written for|(?:s?he) (?:covers|writes)|covers .{3,60} for|can be reached at"
)
DATE = named(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH},?(?: \d{{2,4}})?\b|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{4}}-\d\d-\d\d|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b|\b\d+\s*(?:min(?:ute)?s?|hours?|hrs?|h|days?|weeks?|months?|years?)\.? (?:ago|read)\b|\bupdated\b|\bpublished\b|\bposted\b|reading time|\d{{1,2}}:\d\d ?(?:am|pm|a\.m|p\.m|uhr|et|gmt|bst|est)"
)
RELATED = named(
    r"^(?:read (?:more|next|also|:)|see also|also read|more:|related|recommended|you (?:may|might) (?:also )?like|most (?:read|popular|viewed|recent|shared)|trending|popular|up next|next|previous|more (?:from|on|in|stories|news|about)|latest|top stories|don't miss|editor'?s'? picks?|watch(?: now)?:?|must read|mehr zum thema|lesen sie auch|à lire aussi|lire aussi|le[ea] (?:también|más)|show more|load more|view all|see all|in case you missed)\b"
)
TOOL = named(
    r"^(?:print|save|listen|play|pause|mute|expand|collapse|close|search|loading|menu|skip to|back to top|scroll|zoom|font size|bookmark|view (?:image|gallery)|click to|open|show|hide|toggle|\d+ ?/ ?\d+|\d+ of \d+|submit|clear|cancel|reset|error|video unavailable|javascript|download pdf|copy)\b"
)

COPYRIGHT = named(r"©|all rights reserved|copyright")

IN_NAVIGATION = named(
    r"(?:^|[^a-z])(?:nav|menu|breadcrumbs?|navbar|masthead|footer|skip|sitemap|topnav|subnav|tags?|topics?|categories|copyright)(?:[^a-z]|$)|menu-item|navigation|breadcrumb"
)
IN_RELATED = named(
    r"related|recirc|recommend|most-?(?:read|popular|viewed)|trending|popular|teaser|card|latest|up-?next|read-?(?:more|next)|sidebar|also-?like|outbrain|taboola|carousel|listing|post-?list|recent"
)
IN_CAPTION = named(r"caption")
IN_CREDIT = named(r"credit|copyright-?holder|photographer")
IN_BYLINE = named(r"by-?line|author|contributor|writer|vcard|autor\b|auteur")
IN_BIOGRAPHY = named(
    r"bio|about-?(?:the-?)?author|author-?(?:box|info|desc|about|card|detail|bottom|footer|profile)"
)
IN_DATE = named(
    r"(?:^|[^a-z])(?:date|time|timestamp|published|updated|dateline|datetime|posted|pubdate|meta|readtime|kicker|eyebrow|reading)(?:[^a-z]|$)|post-?date|publish"
)
IN_SOCIAL = named(r"(?:^|[^a-z])(?:share|sharing|addtoany|follow|sns)|social")
IN_COMMENTS = named(r"comment|disqus|respond|replies|discussion|coral")
IN_NEWSLETTER = named(
    r"newsletter|mailchimp|signup|sign-up|email-?(?:form|capture|field)|formkit|convertkit|optin"
)
IN_COOKIE = named(r"cookie|consent|gdpr|onetrust|(?:^|[^a-z])ot-|didomi|quantcast|truste|cmplz|usercentrics")
IN_ADVERT = named(
    r"(?:^|[^a-z])(?:ad|ads|advert\w*|sponsor\w*|dfp|gpt|mpu|affiliate|commercial|shop)(?:[^a-z]|$)"
)
IN_DONATION = named(r"donat|contribut(?:e|ion)-|support-us|fundrais")
IN_PAYWALL = named(r"paywall|regwall|locked|piano|barrier|subscriber-only")
IN_STANDFIRST = named(
    r"standfirst|(?:^|[^a-z])(?:dek|deck|subtitle|sub-title|subhead(?:line|ing)?|tagline|strapline|sub-heading|lede?|abstract|summary|intro|key-?(?:points|takeaways)|highlights|excerpt|chapo|chapeau|vorspann|entradilla|bajada)(?:[^a-z]|$)|lead-?(?:text|paragraph)"
)
IN_EMBED = named(r"twitter-tweet|instagram-media")

BY_HAND = {
    "SIGNUP": {"newsletter", "notification"}, "PAYWALL": {"paywall", "subscription_promo"}, "DONATION": {"donation"},
    "COMMENTS": {"comments"}, "RELATED": {"related"}, "AD": {"advert"}, "SOCIAL": {"social"}, "CONSENT": {"cookie"},
    "ACCOUNT": {"registration"}, "APP": {"notification"}, "LEGAL": {"navigation"}, "MEDIA": {"caption", "credit"},
    "META": {"byline", "dateline_meta", "author_bio"}, "NAV": {"navigation"}, "OTHER": {"other"}, "TIP": {"other"},
    "CONTENT": {"body"},
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where on its page a line stands, counted in lines."""

    at: int
    first: int
    """The first line of content."""
    last: int
    titles: list[int]

    @property
    def in_head(self) -> bool:
        near = any(0 <= self.at - title <= 14 for title in self.titles) or abs(self.at - self.first) <= 8
        return near and self.at <= self.first + 4


@dataclass(frozen=True)
class Seen:
    """What the rules look at."""

    text: str
    words: int
    tag: str
    linked: float
    guess: str
    """The type that clutter_lines gives."""
    close: str
    """Ids and classes of the line's element and the one around it."""
    far: str
    place: Place


def outside(tag: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Cut *path* after its last element of kind *tag*: what lies inside a block says little about it."""
    at = len(path)
    while at and path[at - 1].split("#", 1)[0].split(".", 1)[0] != tag:
        at -= 1
    return path[: at or len(path)]


def labels_of(text: str, line: dict, place: Place) -> set[str]:
    """Give the labels that a line may have; none where nothing is known of it."""
    around = outside(line["tag"], tuple(line["path"].split(">")))
    close, far = ">".join(around[-2:]).lower(), ">".join(around).lower()
    guess = line["label"].removeprefix("CLUTTER:")
    seen = Seen(text, len(text.split()), line["tag"], line["link_density"], guess, close, far, place)
    lost_title = line["tag"] == "h1" and not place.titles and place.at <= place.first + 1 and seen.words >= 4
    if guess == "TITLE":
        return {"headline"}
    if line["in_article"] and IN_EMBED.search(close):
        return {"body"}
    if guess == "CONTENT":
        return of_content(seen)
    if guess == "AMBIGUOUS":
        return of_ambiguous(seen)
    if place.in_head and seen.words >= 5 and IN_STANDFIRST.search(close) and seen.linked < 0.5:
        return {"standfirst"}
    return {"headline"} if lost_title else of_wording(seen) or of_place(seen)


def is_caption(seen: Seen) -> bool:
    return seen.tag == "figcaption" or IN_CAPTION.search(seen.close) is not None


def of_ambiguous(seen: Seen) -> set[str]:
    """Stands inside the article, but not in the gold text: a sentence is clutter, a word or two may be a subhead."""
    if is_caption(seen):
        return {"caption", "credit"}
    if seen.tag != "pre" and (seen.words >= 8 or (seen.words >= 4 and seen.linked > 0.8)):
        return of_wording(seen) or set(CLUTTER)
    return set()


def of_content(seen: Seen) -> set[str]:
    """Gold says that it belongs to the article: say as what."""
    place, in_bio = seen.place, IN_BIOGRAPHY.search(seen.far)
    rules = (
        ({"caption"}, is_caption(seen)),
        (
            {"standfirst"},
            place.at <= place.first + 3 and IN_STANDFIRST.search(seen.close) and seen.words >= 5,
        ),
        (
            {"byline"},
            seen.words <= 12 and IN_BYLINE.search(seen.close) and not in_bio and place.at <= place.first + 4,
        ),
        ({"dateline_meta"}, seen.words <= 12 and IN_DATE.search(seen.close) and DATE.search(seen.text)),
        ({"author_bio", "body"}, BIOGRAPHY.search(seen.text) and in_bio),
        ({"body", "standfirst"}, place.at <= place.first and seen.words >= 6 and seen.tag != "p"),
        ({"body", "related"}, RELATED.match(seen.text) and seen.linked > 0.5 and seen.words > 3),
    )
    return next((labels for labels, holds in rules if holds), {"body"})


def of_wording(seen: Seen) -> set[str]:
    """Name clutter by what it says, or by class names that say one thing only; none where neither does."""
    text, count, place = seen.text, seen.words, seen.place
    if (
        IN_NAVIGATION.search(seen.far)
        and seen.linked > 0.8
        and count <= 5
        and not IN_COMMENTS.search(seen.far)
    ):
        extra = {
            "registration": REGISTRATION, "donation": DONATION, "subscription_promo": SUBSCRIPTION, "newsletter": NEWSLETTER,
        }  # fmt: skip
        return {"navigation", *[label for label, pattern in extra.items() if pattern.search(text)][:1]}
    rules = (
        ("comments", IN_COMMENTS.search(seen.far)),
        ("cookie", IN_COOKIE.search(seen.far) or (COOKIE.search(text) and count >= 5)),
        ("paywall", PAYWALL.search(text) and count <= 60),
        ("subscription_promo", IN_PAYWALL.search(seen.close) and count <= 40),
        ("donation", (DONATION.search(text) and not ADVERT.search(text)) or IN_DONATION.search(seen.close)),
        ("notification", NOTIFICATION.search(text) and count <= 40),
        ("newsletter", NEWSLETTER.search(text) or IN_NEWSLETTER.search(seen.far)),
        ("advert", ADVERT.search(text) and count <= 45),
        ("subscription_promo", SUBSCRIPTION.search(text) and count <= 50),
        ("comments", COMMENTS.search(text) and count <= 12),
        ("navigation", COPYRIGHT.search(text) and place.at > place.last),
        ("caption", is_caption(seen)),
        (
            "credit",
            (IN_CREDIT.search(seen.close) or CREDIT.search(text)) and count <= 14 and place.at <= place.last,
        ),
        ("registration", REGISTRATION.search(text) and count <= 14),
        ("social", (IN_SOCIAL.search(seen.close) and count <= 12) or (SOCIAL.search(text) and count <= 8)),
        ("advert", IN_ADVERT.search(seen.close)),
    )
    return next(({label} for label, holds in rules if holds), set())


def of_place(seen: Seen) -> set[str]:
    """Name clutter by where it stands."""
    text, count, place = seen.text, seen.words, seen.place
    before, after = place.at < place.first, place.at > place.last
    dated = (IN_DATE.search(seen.close) or DATE.search(text)) and count <= 12
    signed = (IN_BYLINE.search(seen.close) and count <= 10) or (BYLINE.match(text) and count <= 8)
    in_navigation = IN_NAVIGATION.search(seen.far)
    rules = (
        (
            {"author_bio", *(["byline"] if before else [])},
            (IN_BIOGRAPHY.search(seen.far) and count >= 6) or BIOGRAPHY.search(text),
        ),
        ({"byline"}, signed and place.in_head),
        ({"byline", "author_bio", "related"}, signed),
        ({"dateline_meta"}, dated and place.in_head),
        ({"related"}, dated and after),
        ({"dateline_meta", "related"}, dated),
        ({"other", "navigation", *(["related"] if after else [])}, TOOL.match(text) and count <= 5),
        ({"related"}, IN_RELATED.search(seen.far) and not in_navigation),
        ({"related"}, RELATED.match(text) and count <= 12),
        ({"navigation"}, (in_navigation or seen.guess in ("nav", "legal")) and count <= 6),
        ({"navigation", "related"}, in_navigation or seen.guess in ("nav", "legal")),
        ({"related"}, seen.guess == "links" and count >= 5),
        ({"navigation", "related", "other"}, seen.guess == "links"),
        ({seen.guess}, seen.guess in ("related", "social")),
        ({"caption", "credit", "other", "related"}, seen.guess == "media"),
        ({"related", "other", "comments", "advert", "author_bio"}, count >= 6 and after),
    )
    return next((labels for labels, holds in rules if holds), set(CLUTTER))
