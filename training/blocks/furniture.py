"""Page furniture in words written for this recipe: what real pages show too rarely to be learnt from."""

from __future__ import annotations

from random import Random

OUTLETS = "The Courier|the Post|Daily Ledger|The Beacon|The Tribune|Northern Star|City Herald|The Chronicle|Open News|The Examiner|Metro Times|Planet Report|The Observer|Valley Sun|The Gull".split("|")  # fmt: skip
PEOPLE = "readers|people everywhere|Britons|Canadians|Australians|Americans|citizens".split("|")
PRICES = "$1|$5|£2|€3|$12|£4.99|$3.75|€9.90".split("|")
FIRST = "Mara Tom Ines Jonas Priya Kofi Lena Sam Aisha Diego Ruth Wei Noor Karl Anna Luis Grace Omar Elif Hugo Maria James David Sarah Michael Laura Peter Emma John Kate".split()  # fmt: skip
LAST = "Ellison Reyes Field Okafor Brandt Silva Moreau Singh Haddad Novak Lim Carter Osei Lindqvist Romano Weber Adeyemi Park Quinn Castillo Smith Jones Brown Miller Walker Hall Young King Wright Scott".split()  # fmt: skip
AGENCIES = "Getty Images|AFP|Reuters|AP|EPA|PA|Shutterstock|Bloomberg|Handout|Courtesy|Getty|AP Photo|iStock|Alamy|PA Wire|File|Supplied".split("|")  # fmt: skip
SECTIONS = "News Politics World Business Sport Opinion Science Culture Technology Local Health U.S. Environment Courts Education Economy".split()  # fmt: skip
MONTHS = "January February March April May June July August September October November December Jan. Feb. Aug. Sept. Oct. Nov. Dec.".split()  # fmt: skip

# One box a line, its blocks apart by "|"; {o} an outlet, {p} a price, {c} people.
BOXES: dict[str, tuple[float, str]] = {
    "donation": (1.6, """
Help keep us reporting|From the climate to the courts and big money in politics, {o} is there as events unfold. Whether we dig into a billionaire's spending or film our next documentary, we know that facts must be told apart from spin.|In a year like this we need journalists on the spot. Your gift lets us go on sending them to hear every side.|{o} is read by {c} of every opinion. Unlike many newsrooms we have decided not to shut our work behind a paywall. We think good journalism should be open to all, paid for by those who can afford it.|Your help makes the difference.
Before you go|We hope you liked this story. {o} is a nonprofit newsroom and depends on readers like you. Will you chip in {p} today?|Donate now|Give monthly
Support independent journalism|If you value what we do, please make a tax-deductible donation. Every contribution, however small, funds our investigations.|Donate
Support {o}|Contribute
Become a supporter|Reader-funded and independent: thousands of readers power our work. Join them from {p} a month.|Support us|Maybe later
Dear reader, we have a favour to ask|Many turn to {o} every day. We have no owner and no shareholders, so we can set our own agenda and follow the facts without fear.|Unlike others we keep our reporting free for everyone, wherever they live and whatever they can pay.|If there was ever a time to join us, it is now. Support us from as little as {p}. It takes a minute. Thank you.|Single|Monthly|Annual|Other amount|Continue
Help us keep asking hard questions. Make a gift to {o} today.
We rely on your donations. Make a one-time gift or become a sustaining member.
Our work costs money. Your generosity keeps the lights on.|$5|$10|$25|$50|Donate with card|Donate with PayPal
{o} is a nonprofit organisation. Your gift is tax deductible.
Democracy needs facts. At a moment when newsrooms are closing, our reporters stay on the story in the places that others have left.|It is thanks to supporters that we can do this work. Help us do more of it.|Give now
Fund the fight for truth|The next months will decide a lot. Powerful people would rather that we did not look closely.|Will you stand with us? Your contribution protects a free press.|Yes, I'll give|Already gave? Log in to hide these messages.
A word to our readers|Support {o} and make a difference for readers everywhere.|Read the letter|Our team|Editorial|Mara Ellison|Tom Reyes|Operations|Lena Brandt|Most of our work begins when readers ask us a question. Help us answer the next one.
Please help {o}|Please donate here
Love our reporting? Buy us a coffee.
Support local news|Your donation keeps a reporter at the town hall.
Spenden Sie für unabhängigen Journalismus
Faites un don pour soutenir notre rédaction"""),
    "notification": (1.2, """
Stay up to date with alerts from {o}|Alerts can be managed in your browser's preferences.
Turn on notifications to get breaking news first|Allow|Not now
Get alerts on this story|Enable push notifications
Download our app|Get the {o} app for the fastest news. Available on iOS and Android.|App Store|Google Play
Breaking news alerts|You can change your alert settings in your browser at any time.
Would you like to receive desktop notifications?|Yes please|No thanks
Add {o} to your home screen
Read this in our app|Open app
Get the app
Never miss a story: switch on alerts|Notifications blocked. Change your browser settings to allow them.
Notify me about new articles on this topic
Follow this topic and get notified when we publish|Manage notifications
Scan the QR code to download the app"""),
    "paywall": (0.9, """
To read the full story, subscribe or sign in|Subscribe|Sign in
This article is for subscribers only|Already a subscriber? Log in|Subscribe now to continue reading
Continue reading this article with a subscription|Get unlimited access from {p} a month. Cancel any time.|Already have an account? Sign in
You have reached your limit of free articles|Subscribe to keep reading
Subscribe to unlock this article
This content is locked|Log in|Register for free to continue reading
Want to read more? Become a member to read the rest of this story.
The rest of this story is for members.|Join now|Already a member? Log in here
This post is for paid subscribers|Subscribe|Already a paid subscriber? Sign in
Keep reading with a 7-day free trial|Subscribe to {o} to keep reading this post and get 7 days of free access to the full post archives.|Start trial|Already a paid subscriber? Sign in
Il vous reste 62% de cet article à lire. La suite est réservée aux abonnés.
Weiterlesen mit Abo|Dieser Artikel ist nur für Abonnenten.
Create a free account to continue reading|Register|Sign in
Exclusive for subscribers|Unlock this story for {p}
Sign up to read this article|Read more for free by registering"""),
    "subscription_promo": (0.9, """
Subscribe to {o} from {p} a month|Subscribe now
Subscribe
Get {o} delivered to your door. Save 50% on the print edition.
Special offer: {p} for 3 months|Cancel any time|See all plans
Digital + print|{p} per month|Choose plan
Try {o} for {p}|Unlimited digital access on any device|Start free trial
Become a member|Enjoy ad-free reading, member events and the weekly edition.
Gift a subscription
View subscription options
Upgrade to Premium
Support quality journalism: subscribe today"""),
    "newsletter": (1.1, """
By signing up you agree to receive messages at the address or number you gave. Message and data rates may apply. Reply STOP to end.
Choose your editions *|Hold Ctrl to pick several.|We send each edition about once a week, and now and then a special notice.|Send me the newsletter
I agree that {o} may write to me about events and partners. I can withdraw my consent at any time.|Sign up
Sign up for our newsletter|The day's top stories in your inbox every morning.|Email address|Sign up|By signing up you agree to our terms and privacy policy.
Get the Morning Briefing|Enter your email|Thanks for signing up!|Something went wrong. Please try again.
Subscribe to our free weekly newsletter
Get the best of {o} delivered straight to your inbox|I would like to be emailed about offers, events and updates from {o}. Read our privacy notice|Subscribe
Join 40,000 readers who get our weekly email|Your email|Subscribe|No spam. Unsubscribe at any time.
This story first appeared in our politics newsletter. Sign up here.
Please enter a valid email address
You have successfully subscribed to our newsletter
Sign up to get our top stories first
* indicates required|Email Address *|First Name
Delivered weekdays
Newsletter abonnieren|E-Mail-Adresse
Sign up to {o} free newsletters, sent by email|Please check your inbox"""),
    "comments": (1.0, """
Join our forum|Join lively conversations, follow other readers and see their replies|Comments
Comments
3 comments|Add a comment
Leave a comment|Your email address will not be published. Required fields are marked *|Comment *|Name *|Email *|Post comment
Be the first to comment
View all comments|Sort by: newest
12 Comments
We welcome your thoughts. Please keep comments civil and on topic; see our community guidelines.
Have your say|What do you think? Let us know in the comments below.
Write a letter to the editor|Send your letter with your name and town.
Show comments
Comments are closed
Reply|Like|Report
Conversation|All comments are moderated before publication."""),
    "registration": (1.0, """
Thank you for registering|Please refresh the page or go to another page on the site to be logged in automatically|Please refresh your browser to be logged in
Log in
Sign in|Create account
Register for free|Already registered? Log in
Forgot your password?|Enter the email of your account and we will send you a link.
Welcome back|Log out|My account
Sign up
Sign in to save this article
Create your free account|First name|Last name|Password|Show password
Sign in with Google|Sign in with Apple
Already have an account?|Sign in"""),
    "cookie": (0.7, """
We use cookies|We and our 812 partners use cookies to store and access information on your device, to measure audiences and to show you personalised content.|Accept all|Reject all|Manage preferences
Your privacy|By clicking accept you agree to our use of cookies. Read our cookie policy.|I agree
This site uses cookies to improve your experience.|Got it
Cookie settings|Strictly necessary cookies|Always active
To view this content you need to accept third-party cookies.|Allow once|Always allow"""),
    "navigation": (0.7, """
© 2024 {o}. All rights reserved. No part of this site may be copied, broadcast or passed on.
Use of this site means that you accept our Terms of Service and Privacy Policy
Founded in 1871, {o} is an independent publisher with newsrooms in forty towns.|About us|Careers|Contact|Advertise with us
Home|News|Sport|Opinion|Search
Skip to main content|Menu|Sections
Terms of use|Privacy policy|Accessibility|Your privacy choices|Do not sell my information
Filed under:|Courts|Housing
Topics|Elections|Budget|Transport
Home > News > Local
{o}
A part of the {o} network|Site map|RSS
Edition:|UK|US|Asia"""),
    "advert": (1.2, """
This offer is chosen by our deals team; {o} may get a share of each sale.
50% off noise-cancelling headphones|{p} at the Gear Shop|See deal
Sponsored by the Valley Bank|Plan your retirement in ten steps
Ad - content continues below
Tickets from {p}|Meet our writers at the spring festival|Book your seat
Advertisement
ADVERTISEMENT - CONTINUE READING BELOW
Article continues below advertisement
Sponsored
Sponsored content
We may earn a commission if you buy through links on our site.
Ad
Turn off your ad blocker|We notice that you use an ad blocker. Please allow ads to support us.
Buy now
Shop now
Promoted stories
From our partners
Tickets for our annual conference are on sale now. Save {p} with the early bird rate.|Buy tickets
When you buy through links on this page, {o} may receive an affiliate commission."""),
    "social": (0.6, """
Share
Share this article|Facebook|Twitter|WhatsApp|Email|Copy link
Follow us on Twitter and Facebook
Tweet
Link copied
Follow {o} on Google News
Share this:|Like this:|Loading...
Share full article
Like us on Facebook to see similar stories
Gift this article"""),
    "related": (1.2, """
Read more: What the new rules mean for small towns
READ MORE|Mayor under pressure after bridge report
Related|Why the river keeps flooding|Inside the long fight over water rights
Recommended
Most read|1|Storm closes ferry port for second day|2|Bank cuts rates in surprise move
You may also like
More on this story
Up next
RELATED: Teachers' union calls off strike
See also: how the vote was counted
Trending now
ALSO READ | Court stays order on mine
Watch: minister leaves meeting
More from {o}
The Latest | Families hold vigil as talks go on
MAYOR DISTANCES HERSELF FROM PLAN TO CLOSE SCHOOLS"""),
    "other": (1.8, """
Listen to this article|0:00 / 4:12
Print
Save
Play video
Font size
Loading…
Got a tip? Email our newsdesk.
JavaScript is disabled in your browser
Something went wrong. Please try again later.
1 / 14
View gallery
Close
Close Alert
Loading content ...
Opens in a new window
Don't show me this message again
Article bookmarked
Find your bookmarks in your account, under my profile
Find anything you save across the site in your account
Save article for later
Your browser is not one we support.|To get the best of our site, take a minute and upgrade your browser.
Sensex: 40120.11+88.42|Nifty: 11875.2-10.3
London 14 ° C Rain
FTSE 100 7,412.33 +0.4%
Your weather is set to Leeds. You can change the location at any time.
How do I whitelist this site?|Click the AdBlock button on your browser and select Don't run on pages on this domain.|For Adblock Plus on Google Chrome:
Video
Current Time 0:00|Duration 3:41|1x
Now playing
View this post on Instagram
READ FULL ARTICLE
Show more|Show less
Have a news tip? Contact our newsroom in confidence.
Listen on your favourite podcast app
Poll|Should the ferry be free?|Yes|No|Vote
Stock quotes delayed by 15 minutes
About this rating
Image 1 of 9
hide caption|toggle caption
88
1,204
X"""),
}  # fmt: skip


def box(rng: Random, sentences: list[str]) -> list[tuple[str, str]]:
    """Make one piece of furniture: texts and labels of its blocks; *sentences* of the article serve as captions."""
    chance = rng.random()
    if chance < 0.06:
        return embedded(rng, sentences)
    if chance < 0.15:
        return [(text, "author_bio") for text in biography(rng)]
    if chance < 0.25:
        captioned = [(caption(rng, sentences), "caption")]
        return [*captioned, (credit(rng), "credit")] if rng.random() < 0.25 else captioned
    if chance < 0.3:
        return [(credit(rng), "credit")]
    label = rng.choices(list(BOXES), [weight for weight, _ in BOXES.values()])[0]
    kind = rng.choice(BOXES[label][1].strip().split("\n"))
    words = {"o": rng.choice(OUTLETS), "c": rng.choice(PEOPLE), "p": rng.choice(PRICES)}
    texts = [text.format(**words) for text in kind.split("|")]
    if rng.random() < 0.15:
        texts = texts[: rng.randint(1, len(texts))]
    if rng.random() < 0.12:
        texts = [text.upper() if len(text) < 60 else text for text in texts]
    return [(text, label) for text in texts]


def head(rng: Random, sentences: list[str]) -> list[tuple[str, str]]:
    """Make what stands between a headline and the first paragraph: standfirst, byline, date, picture, tools."""
    parts: list[list[tuple[str, str]]] = []
    if rng.random() < 0.6:
        parts.append(standfirst(rng, sentences))
    signed = [(byline(rng), "byline")] * (rng.random() < 0.85) + [(byline(rng), "byline")] * (
        rng.random() < 0.15
    )
    signed += [(date(rng), "dateline_meta") for _ in range(2) if rng.random() < 0.55]
    if rng.random() < 0.2:
        rng.shuffle(signed)
    parts.append(signed)
    if rng.random() < 0.35:
        parts.append([(text, "social") for text in rng.choice((["Share"], ["Facebook", "Twitter", "Email"]))])
    if rng.random() < 0.2:
        parts.append(
            [(rng.choice(("Comments", "3", "12 comments", "0", "Join the conversation")), "comments")]
        )
    if rng.random() < 0.6:
        pictured = [(caption(rng, sentences), "caption")] * (2 if rng.random() < 0.2 else 1)
        if rng.random() < 0.3:
            pictured.append((credit(rng), "credit"))
        parts.append(pictured if rng.random() < 0.85 else [(credit(rng), "credit")])
    if rng.random() < 0.25:
        rng.shuffle(parts)
    section = [(rng.choice(SECTIONS), "dateline_meta")] * (rng.random() < 0.25)
    return section + [block for part in parts for block in part]


def standfirst(rng: Random, sentences: list[str]) -> list[tuple[str, str]]:
    text = rng.choice(sentences)
    if rng.random() < 0.85:
        return [(text.rstrip(".") if rng.random() < 0.3 else text, "standfirst")]
    points = rng.sample(sentences, min(len(sentences), 3))
    return [
        (text, "standfirst") for text in (rng.choice(("Key points", "Key takeaways", "Highlights")), *points)
    ]


def name(rng: Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def day(rng: Random) -> str:
    return f"{rng.choice(MONTHS)} {rng.randint(1, 28)}, {rng.randint(2008, 2026)}"


def date(rng: Random) -> str:
    month, number, year = rng.choice(MONTHS), rng.randint(1, 28), rng.randint(2008, 2026)
    hour, minute = rng.randint(1, 12), rng.randint(0, 59)
    half, zone = rng.choice(("AM", "PM", "a.m.", "p.m.")), rng.choice(("ET", "EST", "GMT", "PT"))
    time = rng.choice((f"{hour}:{minute:02d} {half} {zone}", f"{hour + 8:02d}:{minute:02d}"))
    plain = rng.choice((
        f"{month} {number}, {year}", f"{number} {month} {year}", f"Monday, {month} {number}, {year}",
        f"{year}-{rng.randint(1, 12):02d}-{number:02d}", f"{number}/{rng.randint(1, 12)}/{year}",
        f"{month} {number}, {year} at {time}", f"Thursday {number} {month} {year} {time}",
    ))  # fmt: skip
    return rng.choice((
        plain, plain, plain, f"Published {plain}", f"Updated {plain}", f"PUBLISHED: {plain} | UPDATED: {day(rng)}",
        f"Last updated on {plain}", f"{rng.randint(2, 14)} min read", f"{rng.randint(1, 23)} hours ago",
        f"Posted on {plain}", f"Publié le {plain}", f"{plain} / {time}", time,
    ))  # fmt: skip


def byline(rng: Random) -> str:
    who = name(rng)
    return rng.choice((
        f"By {who}", f"By {who}", who, f"{who}, Political correspondent", f"By {who} and {name(rng)}", f"BY {who.upper()}",
        f"Written by {who}", f"{who} | {rng.choice(OUTLETS)}", f"by {who}, {rng.choice(AGENCIES)}", f"{who}, {name(rng)}",
        f"@{who.split()[1].lower()}", f"{who} in Brussels", "Associated Press", "Reuters", "Staff reporter", f"Von {who}",
        f"(Reporting by {who} and {name(rng)}; editing by {name(rng)})", f"With reports from {rng.choice(OUTLETS)}",
    ))  # fmt: skip


def credit(rng: Random) -> str:
    agency, who = rng.choice(AGENCIES), name(rng)
    return rng.choice((
        f"({agency})", f"{who}/{agency}", f"Photo: {who}", f"Photograph: {who}/{agency}", agency, f"Image: {agency}",
        f"Credit: {agency}", f"{who} | {agency}", f"Photo by {who}", f"(Photo by {who}/{agency})", f"Illustration by {who}",
        f"{who} / {agency} via {rng.choice(AGENCIES)}", f"PHOTO: {agency.upper()}", f"Foto: {agency}", f"© {who}",
        f"Copyright {who}/{agency}", f"Via {agency}", f"{who}, {agency}", f"{agency} file photo", f"Courtesy of {who}",
    ))  # fmt: skip


def caption(rng: Random, sentences: list[str]) -> str:
    who = name(rng)
    text = rng.choice((
        f"{who}, the governor, pictured in {rng.randint(1999, 2025)}.", f"{who} speaks at a news conference in Lagos.",
        f"File photo: {who}", "A view of the harbour on Monday.", f"{who} (left) and {name(rng)}.", who,
        "Above: The company's office in Osaka.", f"People walk past a bank in Lima, {day(rng)}.",
        "Protesters gather outside the town hall.", f"Watch: {who} answers questions",
        f"{who} (second from left) with officials on a tour of the school.", f"Mayor {who}.", f"The cover of {who}'s book.",
        "A cross-section of the engine, showing (1) the pump, (2) the valve and (3) the outlet.",
        f"A map shows where the {rng.choice(LAST)} river rose.", f"{who}, who oversees the new service, in {rng.randint(2010, 2025)}.",
    ))  # fmt: skip
    if sentences and rng.random() < 0.45:
        text = rng.choice(sentences)
    source = credit(rng)
    return rng.choice((text, f"{text} ({source.strip('()')})", f"{text} {source}", f"{text}\n{source}"))


def embedded(rng: Random, sentences: list[str]) -> list[tuple[str, str]]:
    """Make a post that the article quotes: part of its text."""
    who = name(rng)
    handle = who.replace(" ", "").lower()
    link = f"https://t.co/{rng.randrange(16**8):x}"
    said = rng.choice(sentences) if sentences else "We will publish the full report on Monday."
    return rng.choice((
        [(f"{said} {link}", "body"), (f"— {who} (@{handle}) {day(rng)}", "body")],
        [(f"{said} pic.twitter.com/{handle}", "body"), (f"— {who} (@{handle}) {day(rng)}", "body")],
        [(f"{said} #{handle} — {who} (@{handle}) {day(rng)}", "body")],
        [(said, "body"), (f"A post shared by {who} (@{handle}) on {day(rng)}", "body")],
        [(f"“{said}”", "body"), (f"— {who}, in a letter of {day(rng)}", "body")],
    ))  # fmt: skip


def biography(rng: Random) -> list[str]:
    who, outlet = name(rng), rng.choice(OUTLETS)
    first, handle = who.split()[0], who.replace(" ", "").lower()
    life = rng.choice((
        f"{who} is a staff writer at {outlet}. She covers courts and joined in {rng.randint(2005, 2024)}.",
        f"{who} is the senior editor for {outlet}, specialising in housing. Contact: {handle}@example.org",
        f"{who.split()[1]} reports on misinformation for {outlet}. He is based in New York.",
        f"{who} is a professor at the University of Ghent and the author of The Long Tide.",
        f"{who} has been writing about cities since {rng.randint(1990, 2015)}. Her work has appeared in {outlet}.",
        f"{who} can be reached at {handle}@example.org or on Twitter @{handle}.",
    ))  # fmt: skip
    return rng.choice((
        [life], [life], [who, life], ["About the Author", who, f"@{handle}", life], [f"About {who}", life],
        [life, f"More articles from {who}"], [who, f"You can write to {who} here and read more of {first}'s articles here."],
        [who, rng.choice(("Contributor", "Staff writer", "Senior editor", "Columnist"))], [who.upper(), life], [who, f"@{handle}", life, f"Follow {first} on Twitter"],
    ))  # fmt: skip
