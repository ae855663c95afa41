"""Page furniture in words written for this recipe: what real pages show too rarely to be learnt from."""

from __future__ import annotations

from random import Random

OUTLETS = "The Courier|the Post|Daily Ledger|The Beacon|The Tribune|Northern Star|City Herald|The Chronicle|Open News|The Examiner|Metro Times|Planet Report|The Observer|Valley Sun|The Gull".split("|")  # fmt: skip
PEOPLE = "readers|people everywhere|Britons|Canadians|Australians|Americans|citizens".split("|")
PRICES = "$1|$5|£2|€3|$12|£4.99|$3.75|€9.90".split("|")
FIRST = "Mara Tom Ines Jonas Priya Kofi Lena Sam Aisha Diego Ruth Wei Noor Karl Anna Luis Grace Omar Elif Hugo Maria James David Sarah Michael Laura Peter Emma John Kate".split()  # fmt: skip
LAST = "Ellison Reyes Field Okafor Brandt Silva Moreau Singh Haddad Novak Lim Carter Osei Lindqvist Romano Weber Adeyemi Park Quinn Castillo Smith Jones Brown Miller Walker Hall Young King Wright Scott".split()  # fmt: skip
AGENCIES = "Getty Images|AFP|Reuters|AP|EPA|PA|Shutterstock|Bloomberg|Handout|Courtesy|Getty|AP Photo|iStock|Alamy|PA Wire|File|Supplied".split("|")  # fmt: skip
BRANDS = "Norvik|Alder & Pine|Quantix|Bellhop|Sunrise|Halcyon|Tern|Moss|Lumina|Ferro".split("|")
PLACES = "Ghent Lima Osaka Leeds Porto Tucson Accra Galway Bergen Hobart Davos Windhoek".split()
SECTIONS = "News Politics World Business Sport Opinion Science Culture Technology Local Health U.S. Environment Courts Education Economy".split()  # fmt: skip
MONTHS = "January February March April May June July August September October November December Jan. Feb. Aug. Sept. Oct. Nov. Dec.".split()  # fmt: skip

# One box a line, its blocks apart by "|"; {o} an outlet, {p} a price, {c} people.
BOXES: dict[str, tuple[float, str]] = {
    "donation": (1.5, """
{o} needs your help! See how.|Our newsroom|Founder|{m}|Managing editor|{m}|Reporters|{m}|{m}|{m}|{m}|Web team|{m}|{m}|Thank you for standing with {o}
{o} needs you|Editors|{m}|{m}|Research|{m}|{m}|{m}|Technology|{m}|Much of what we check is sent in by readers. Send us your question, and help us to look into the next one.|Support {o}
Meet the people you support|{m}|{m}|{m}|{m}|Back our work
No billionaire owns us. No shareholder calls us. You do.|Give once|Give every month|{p}|{p}|{p}|Choose another sum|Thank you to our supporters
We are a small team with a big job|Every gift up to the end of the month is matched, so yours counts twice.|Double my gift
Our spring appeal|{amount} raised of {amount}|{o} asks once a year. If everyone who reads this gave {p}, we would be done in an hour.|I'd like to help|Remind me later
This article is free because readers paid for it|Help us do the same for the next one.|Pitch in
Will you help {o} reach its goal?|Choose an amount|{p}|{p}|{p}|Other|Cover the fee|Next
You can count on {o}. Can we count on you?|Donate
Since you're here...|You have read {count} of our articles this year. Readers like you keep us independent. Please consider a gift.|Support us from {p}
Keep this site running|Server costs are up. A few coins from you help more than any advert.|Tip us
Sustain public radio|Members make {o} possible. Join the members with a gift of {p} a month.|Give today|Ways to give|Car donation
Back independent media in {place}|Contribute from {p}|No, thanks
Our journalism is paid for by our readers. Thank you for making it happen.|Become a patron
Unser Journalismus kostet Geld|Unterstützen Sie {o} mit einem Beitrag Ihrer Wahl.|Jetzt unterstützen|Einmalig|Monatlich
Notre journal vit de vos dons|Chaque contribution compte, même petite.|Je fais un don
Apoya el periodismo libre|Tu aporte nos permite seguir investigando.|Donar ahora
Aiutaci a restare indipendenti|Dona ora
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
    "author_bio": (1.0, """
{n}|{mail}
About {n}|Read more by this writer | Follow {handle}
{n}|{handle}|{f} writes about gadgets and has taken apart more telephones than she has put together.
{n}|{n} covers the media business for {o}. A native of {place}, she lives there with her family.
{f} reports on courts and policing for {o}. He is based in {place}.
Do you have a story for {n}? Write to {mail}. Find {f} on Twitter: {handle}.
{n} may be reached at {mail}. Follow {f} on Facebook.
{n} moved to {place} as a student and has written about its politics ever since.
Author|{n}|{n} has spent twenty years in newsrooms from {place} to London.
Written by|{n}|Senior correspondent
The author|{n} is the author of "A Short History of Salt". The views expressed are her own.
{n} is a columnist. Views are personal.
WRITTEN BY|{n}|{f} is a reporter for {o}. Tips: {mail}
{n}|Contributing writer|{f} is a gardener and journalist from {place}.|See full bio
Contact the writer: {mail} or {phone}
About the writer|{n}|Staff writer|More by {n}|Latest by {n}
{n} ({handle}) teaches economics at the University of {place}.
— {n} is a former ambassador and a fellow of the Institute for River Studies.
{n} ist Redakteurin im Ressort Politik.
{n} est journaliste au service économie.
{n} es periodista especializado en vivienda.
Email {n} at {mail}
{n}|Reporter|{f} covers schools. Before joining {o} she worked for a radio station in {place}.|Email|Twitter"""),
    "notification": (1.2, """
Let {o} send you news alerts|Later|Allow
Want to know when {n} posts?|Follow and get alerts
Alerts are off|Turn on
Get our app|Scan to install
Breaking news in your pocket: install our app
Subscribe to alerts for this story
You are now following this topic. Manage your alerts in settings.
Push-Nachrichten aktivieren|Nein, danke
Activez les notifications
Listen on the go|Download on the App Store|Get it on Google Play
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
This is a preview of a members' story|Unlock all of it|Join {o}
Read the rest with a free trial|Try it for {p}
You have 1 free story left this month|Subscribe for unlimited stories
Get this post for free|Or buy a paid subscription.
The full text is open to paying readers only.|Upgrade to paid
{o} members read on here|Not a member? Join for {p}
Sign in to keep reading|Create a free account to read three stories a month
Dieser Text ist Teil von {o} Plus|Jetzt freischalten
Cet article est réservé à nos abonnés|Déjà abonné ? Connectez-vous
Contenido exclusivo para suscriptores|Suscríbete para seguir leyendo
To continue, please register|It takes a minute and costs nothing.
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
Save 70% off the cover price!|Order now
Get six issues for {p}|Print and digital|Subscribe and save
{o} Premium|Read without ads. See tomorrow's paper tonight.|From {p} a week
Manage my subscription|Delivery problems|Renew
Subscribers can find more help here.
Our premium content has moved to a new address.|Continue
Upgrade your plan|Monthly {p}|Yearly {p}|Most popular|Choose
Today's paper|e-Paper|Read the digital edition
Subscribe to our podcast feed with a membership
Abo|Jetzt testen|4 Wochen für {p}
Je m'abonne|À partir de {p} par mois
Suscríbete desde {p}
Gift subscriptions|Group subscriptions|Student rate
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
{o} Deals|Hand-picked products and offers, now and then.|Sign me up
{o} Daily|Everything you need to know before breakfast.|Weekdays|Sign up
You're in! Check your inbox for a confirmation.|Oops, that address doesn't look right.
Email|Subscribe|By subscribing you agree to the terms of use and acknowledge our privacy policy.
Sign up for {o}'s weekly letter on climate|By {n}|Your e-mail|Go
Thanks for signing up!|Access your member dashboard.
Want more stories like this?|Subscribe to our free e-mail list|First name|Last name|ZIP code|Subscribe
Type your email...|Subscribe|Discover more from {n}|Over 12,000 subscribers
Share this post|Subscribe for free to receive new posts and support my work.
Thanks for reading {o}! This post is public, so feel free to share it.
Like what you read? Get it by email every Friday.
Unser Newsletter|Jeden Morgen das Wichtigste.|E-Mail|Anmelden
La lettre du matin|Recevez chaque jour l'essentiel.|S'inscrire
Recibe las noticias en tu correo|Suscribirme
Manage newsletters
View all newsletters|See sample|Frequency: weekly
There's more where this came from. Sign up today for the free daily letter that makes markets fun.
I would like news and offers from {o}|I would like offers from partners
* Mandatory field|Email format|html|text
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
Community rules apply to everything you post here.
Please be kind to other readers. Stay on topic, do not shout, do not swear. We remove what breaks the rules.|Read our comment policy
As you write, please respect the other people in the discussion. We want our comments to be a place for talk about our stories.|Comments powered by {brand}
Commenting on this story has closed.
Logged in as {m}|Log out|Say something|Post
{m}|2 hours ago|This is just what the town needed. Shame it took ten years.|Reply|3 likes
{m} says:|I was there and it was nothing like that.|Reply
{m} • 3 years ago|Good piece, thank you.|1|Reply
Newest|Oldest|Most liked|Load more comments
Click to hide comments|Click to read more and view comments
Got something to say? Start a conversation and be the first to comment.
0 Comments|Inline feedbacks|View all comments
This site uses a filter to reduce spam.|Learn how your comment data is processed.
Notify me of follow-up comments by email.
What's your reaction?|Happy|Sad|Angry
Correction or complaint? Tell the editor.
Kommentare|Diskutieren Sie mit
Commentaires|Réagir
Comentarios|Deja un comentario
Letters are edited for length. Include your name and address.|Send a letter
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
Sign in or register|Email address|Password|Remember me|Forgot password?
Your account|Newsletters|Saved stories|Log out
Please log in again. You will be taken back to this page.
Subscriber sign-in|Log in to your account|Activate your online access
You're all set! Your account has been created.|Let's go
Log in with Facebook|Log in with Google|or use your email
Hi, {f}|My profile|Settings|Sign out
A link has been sent to your friend's email address.|A link has been posted to your feed.|Please refresh your browser
Verify your email|We sent a code to your inbox.|Resend code
Login|Register|Reset password
Mein Konto|Anmelden|Abmelden
Se connecter|Créer un compte
Iniciar sesión|Regístrate gratis
Screen name|Choose a name that others will see|Save changes
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
Notice|{o} and chosen third parties use cookies or similar technologies for technical purposes and, with your consent, for other purposes.|Learn more|Reject|Accept|X
Welcome to the European edition of {o}|This site shows no ads to visitors from the European Union and does not collect their data for advertising.|Learn more
You are in the EU|This version of the site carries no targeted advertising and keeps no personal data. Learn more|Continue to the full site
By using this site you agree to our privacy policy.|OK
Our privacy policy has changed. We have set out more clearly what we collect, why, and what choices you have.|Read the policy|I understand|Close
We value your privacy|We and our partners process personal data such as browser identifiers to show ads and measure them. You can change your mind at any time.|Agree and close|More options|See our partners
Cookies on {o}|Some cookies are needed to run the site. We would like to set others to understand how you use it.|Yes, I agree|No, take me to settings
Privacy preference centre|When you visit a website, it may store information on your browser.|Strictly necessary|Always on|Performance|Targeting|Confirm my choices
This content comes from another site, which may set cookies.|Show me|Don't ask again
Do not sell or share my personal information|Under the law of your state you may opt out of the sale of data.|Opt out
Wir verwenden Cookies|Mit Klick auf "Zustimmen" willigen Sie in die Verarbeitung Ihrer Daten ein.|Zustimmen|Ablehnen|Einstellungen
Nous respectons votre vie privée|Nos partenaires et nous utilisons des traceurs.|Tout accepter|Continuer sans accepter
Usamos cookies propias y de terceros|Aceptar|Configurar
Questo sito usa i cookie|Accetta tutto
We use cookies and other tools to make the site work. Learn more I agree X
I agree|Learn more
This website uses cookies. Carry on browsing if you are happy with this.|Dismiss
We use cookies|We and our 812 partners use cookies to store and access information on your device, to measure audiences and to show you personalised content.|Accept all|Reject all|Manage preferences
Your privacy|By clicking accept you agree to our use of cookies. Read our cookie policy.|I agree
This site uses cookies to improve your experience.|Got it
Cookie settings|Strictly necessary cookies|Always active
To view this content you need to accept third-party cookies.|Allow once|Always allow"""),
    "navigation": (0.7, """
Terms of Use|Privacy Policy|About our ads|Advertise
Filed under|{place}, Housing, {n}, Budget
Tags: {place}, museums, {n}
The {o} is a news organisation founded in 1902. Today it is read in every county.
This material may not be printed, copied or passed on without permission. ©2023 {o}
About us|Advertise with us|Work for us|Contact
Jump to main content
Jump to navigation
Sections|Home|Local|Sports|Obituaries|Classifieds
Become a contributor|Write for us
World|Africa|Americas|Asia
More|Less
Impressum|Datenschutz|Kontakt
Mentions légales|Plan du site
Aviso legal|Contacto
You are here: Home / News
Watch live
Read in: English|Español
Back to {place} news
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
{brand}, opens new tab|Build your case on the records of a thousand courts.|{brand}, opens new tab|One tool for all your tax and audit needs.|{brand}, opens new tab|The source for professionals in insurance.
{o} Products|{brand} Desktop|Fast data, news and screens for traders.|{brand} Catalogue|Browse a portfolio of live and historical prices.|{brand} Check|Screen customers and suppliers for hidden risk.
Our products|{brand}|Plan, book and bill in one place.
Start your own page|Get the app
Start writing today. Use the button below to open a page on {brand}
{brand} Vacuum 300 (Renewed)|{price}|{price} Save {price}|Get deal
Today's best deals|{brand} Wireless Charger|{price} {price} (save 40%)|See at {brand}
{brand} prices may change.|Price and stock may change after we publish.
Deal of the day|{brand} smart watch, 44 mm, black|was {price}|Buy at {brand}
{o} Shop|Mugs, prints and tea towels|Browse the shop
Featured in the {o} store|Shop all
Visit our video channel for more clips like this one.
Hi! It looks as if you are using an ad blocker.|We understand. Nobody loves ads.|But they pay our reporters, so please switch it off for {o}.|Here is how
Ad blocker detected|To go on reading, please allow adverts on this site.|I've turned it off
Watch now: six contestants try to outwit the quiz champion of {place}, Tuesday at 8
Stream it on {brand}+
Join us in {place}: two days of talks on the future of farming|Register your seat
Upcoming events|{o} Live: How cities sleep|Get tickets
Content by {brand}|Five ways to plan your first garden
Paid post|What your boiler says about you
From {brand}|A better night's sleep
Compare mortgage rates|{brand} Bank|3.49% APR|Next
Find a home in {place}|Search
Jobs|Nurse, {place}|Lorry driver, {place}|More jobs
Travel offers|Seven nights in {place} from {price}
Hotels in {place}|Book now
Voucher codes|{brand} discount code|15% off
Place an advert|Public notices|Obituaries
Anzeige|Das könnte Sie auch interessieren
Publicité|La suite après cette publicité
PUBLICIDAD
We independently choose what we recommend. If you buy something, we may get a share.
{o} Recommends|Cheapest broadband compared|Best savings accounts
Casino bonus|Play now|18+, terms apply
Sponsor message|This episode is brought to you by {brand}.
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
Facebook|Twitter|Instagram|YouTube|RSS
Follow {o}|Facebook|X|Threads|LinkedIn
Click to share on Facebook (Opens in new window)|Click to print (Opens in new window)|Click to email a link to a friend
Share on Facebook|Share on Twitter|Share via email
Share this story|Copy the link|https://example.org/a-story
{count} shares|Pin it
Find us on Facebook
Teilen|Auf X teilen|Per E-Mail
Partager|Envoyer
Compartir en WhatsApp
Send to a friend|Save to reading list
Followers|12.4k|Subscribers|3,210
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
Featured video|Watch: how the tower came down
VIDEO OF THE WEEK
Video of the Day|Ferry turns in harbour storm
PHOTO OF THE DAY
{m}|Why the marsh matters|{m}|The last lamplighter
Opinion|{m}: The council has had its chance
MINISTER, ALLIES PULL BACK FROM TALK OF BORDER WALL
UNION BOSS WON'T RULE OUT STRIKE, AIDES SAY
Also on {o}|Farmers block road to port
Latest from {place}|Man held after crash on ring road|Two hurt in factory fire
Recent posts|Archives
Next article|Previous article
5 photos|The fair in pictures
Live updates: count goes on in {place}
Magazine|A reporter at large|Annals of weather|Shouts
Up next|02:14|Teen sails round island
Stories you may have missed
Keep reading|What happens when the river rises
In this story|{place}|Housing
Mehr aus {place}|Der Fluss steigt wieder
À lire aussi : La rivière déborde
Lee también: El río vuelve a crecer
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
Notice: you seem to have scripts turned off.
Share your thoughts on this page|Was this page helpful?|Yes|No
0:00|-2:31|Unmute|Captions
Weather|{place}|18°|Light rain
Markets|Dow|+0.4%|Nasdaq|-0.1%
Crossword|Play today's puzzle
Correct or report an error
Text to speech|Speed 1x
Translate|Powered by {brand}
Zoom in|Zoom out|Full screen
Slide 3 of 12|Next slide
Transcript
Horoscope|Lottery results
Content unavailable|Try again
Reading list|Added
Article audio|This voice is made by a machine.
Advertisement feedback was sent
Printer friendly version
Scroll to top
Hide|Show
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
    texts = filled(rng, kind)
    if rng.random() < 0.15:
        texts = texts[: rng.randint(1, len(texts))]
    if rng.random() < 0.12:
        texts = [text.upper() if len(text) < 60 else text for text in texts]
    return [(text, label) for text in texts]


def filled(rng: Random, kind: str) -> list[str]:
    """Fill in a line of BOXES: outlet and writer stay the same in it, every other name, price and place is another."""
    writer = name(rng)
    first, handle = writer.split()[0], writer.replace(" ", "").lower()
    same = {
        "o": rng.choice(OUTLETS), "c": rng.choice(PEOPLE), "n": writer, "f": first, "handle": "@" + handle,
        "mail": rng.choice((f"{handle}@example.org", f"{first.lower()}@example.com")),
    }  # fmt: skip
    return [
        text.format(
            **same, m=name(rng), p=rng.choice(PRICES), brand=rng.choice(BRANDS), place=rng.choice(PLACES),
            price=f"${rng.randint(9, 1_999):,}.{rng.choice((0, 49, 99)):02d}", count=rng.randint(2, 400),
            amount=f"${rng.randint(5, 400)},000", phone=f"555-01{rng.randint(10, 99)}",
        )
        for text in kind.split("|")
    ]  # fmt: skip


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
        [(f"{said} {link}", "body"), (f"— {who} ({handle}) {day(rng)}", "body")],
        [(f"{said} pic.twitter.com/{handle}", "body"), (f"— {who} ({handle}) {day(rng)}", "body")],
        [(f"{said} #{handle} — {who} ({handle}) {day(rng)}", "body")],
        [(said, "body"), (f"A post shared by {who} ({handle}) on {day(rng)}", "body")],
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
