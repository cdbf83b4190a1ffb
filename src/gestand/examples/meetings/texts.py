"""What people on the platform write and say. Every text is made up; nobody meant."""

from gestand.examples.words import listed

ORGANISATIONS = [  # name, and what its addresses begin with
    ("Waterschap Voorbeeldland", "waterschap"), ("Zorggroep De Linde", "delinde"), ("Hogeschool Noorderveld", "noorderveld"),
    ("Vereniging Groene Daken", "groenedaken"), ("Gemeente Testerdam", "testerdam"), ("Bibliotheek Middendorp", "middendorp"),
    ("Bouwbedrijf Stapelaar", "stapelaar"), ("Stichting Samen Eten", "sameneten"), ("Coöperatie Zonnekracht", "zonnekracht"),
    ("Adviesbureau Kompas & Co", "kompas"), ("Oude Klant B.V.", "oudeklant"), ("Net Vertrokken B.V.", "netvertrokken"),
]  # fmt: skip
GROUPS = [
    ("Welkom en voorstellen", False), ("Plannen voor dit jaar", False), ("Vragen en antwoorden", False), ("Koffiehoek", False),
    ("Ledenraad", True), ("Ondernemingsraad", True), ("Werkgroep bezuinigingen", True), ("Vertrouwenspersonen", True),
]  # fmt: skip
POSTS = [
    "Wie gaat er mee naar de bijeenkomst van donderdag?", "De notulen van vorige week staan in de map.",
    "Ik zoek iemand die ervaring heeft met subsidies.", "Dank voor alle reacties, ik neem ze mee naar het overleg.",
    "Morgen ben ik er niet; {other} neemt waar.", "Kan {other} hier nog even naar kijken?",
    "Mooi verslag van {other}, dank je wel!", "De koffie op de tweede verdieping is kapot. Weer.",
    "Het voorstel is aangepast. Reageren kan tot vrijdag.", "Welkom aan onze nieuwe collega's!",
]  # fmt: skip
COMMENTS = [
    "Ik ga mee.", "Goed punt.", "Dat zie ik anders.", "Kun je dat uitleggen?", "Ik stuur je de stukken.",
    "Volgens {other} was dat al besloten.", "Mijn trein had vertraging, ik kom later.", "Eens.",
]  # fmt: skip
MESSAGES = [
    "Heb je even tijd om te bellen?", "Zet jij de vergadering in de agenda?", "Ik voel me niet goed, ik meld me ziek.",
    "Zullen we samen naar het station lopen?", "Hou dit nog even onder ons: er komt een nieuwe directeur.",
    "Dank je voor gisteren. Dat deed me goed.", "Weet jij waar het contract ligt?",
]  # fmt: skip
DOCUMENTS = [
    "Notulen", "Begroting", "Jaarplan", "Verslag klankbordgroep", "Voorstel huisvesting", "Lijst met deelnemers",
    "Functioneringsgesprekken", "Klachten en signalen",
]  # fmt: skip
REMARKS = ["Tekst van {other} verwerkt.", "Typefouten eruit.", "Getallen bijgewerkt.", "Tweede versie na overleg."]
EVENTS = [
    ("meeting", "Teamoverleg"), ("meeting", "Bestuursvergadering"), ("webinar", "Duurzaam dak: zo begint u"),
    ("webinar", "Vragenuur nieuwe regels"), ("conference", "Jaarcongres"), ("meeting", "Koffie met de directie"),
    ("webinar", "Veilig online vergaderen"), ("meeting", "Ledenvergadering"),
]  # fmt: skip
CHAT = [
    "Goedemorgen allemaal.", "Het geluid valt weg.", "Kan de presentatie iets groter?", "Ik moet er zo uit, tot volgende week.",
    "Staat de opname al aan?", "Mooi gezegd!", "Waar vind ik de stukken?", "Mijn zoontje is ziek, ik luister mee.",
]  # fmt: skip
SPOKEN = [
    "Ik wil beginnen met de cijfers van het vorige kwartaal.", "Bij ons in de straat werkt dat anders.",
    "Mag ik daar iets op zeggen? Ik ben het er niet mee eens.", "Dank u wel voor de uitnodiging.",
]  # fmt: skip
POLLS = [
    ("Wat vond u van deze bijeenkomst?", ["goed", "redelijk", "matig"]),
    ("Bent u voor het voorstel?", ["voor", "tegen", "weet niet"]),
]
DIETS = ["vegetarisch", "halal", "glutenvrij (coeliakie)", "geen noten (allergie)", "koosjer"]
DEMO_MESSAGES = [
    "Wij zoeken iets voor onze ledenvergadering.", "Kunnen 400 mensen tegelijk meedoen?", "Is ondertiteling mogelijk?",
    "Graag een prijs voor een jaar.", "Wij willen dit voorjaar overstappen.",
]  # fmt: skip
DEMO_WORDING = "Ja, stuur mij informatie over het platform, tot ik mij uitschrijf."
MAILINGS = [
    "Zo werkt het platform",
    "Drie tips voor een goede online vergadering",
    "Nieuw: ondertiteling",
    "Uitnodiging: open dag",
]
WEB_PAGES = ["/", "/functies", "/prijzen", "/demo", "/veiligheid", "/over-ons", "/blog/online-vergaderen"]
SEGMENTS = ["onderwijs", "overheid", "verenigingen", "bedrijven"]
COOKIES = [
    ("plein_sessie", "Voorbeeldplein", "u ingelogd houden", "tot u uitlogt"),
    ("plein_keuze", "Voorbeeldplein", "onthouden wat u over cookies koos", "6 maanden"),
    ("meet_bezoek", "Meetbureau Telraam", "bezoek aan de website tellen", "30 dagen"),
    ("meet_interesse", "Meetbureau Telraam", "zien voor welke sector u komt", "90 dagen"),
]  # fmt: skip
REASONS = ["Inrichten van het platform", "Fout in agenda bekijken", "Webinar meetesten", "Import van leden controleren"]
SUPPLIERS = [  # company, role, country, stands behind (number in this list)
    ("Serverveld", "hosting", "NL", None), ("Koelcel Datacenter", "hosting", "NL", 1), ("Beeldstraal", "video", "SE", None),
    ("Netknoop", "video", "DE", 3), ("Postduif Mail", "mail", "NL", None), ("Verkoopkracht Oost", "sales", "NL", None),
    ("Meetbureau Telraam", "measuring", "NL", None), ("Vertaalmolen", "subtitles", "US", 3), ("Schoonbezem", "office", "NL", None),
]  # fmt: skip
COURSES = ["Veilig omgaan met gegevens", "Privacy voor ontwikkelaars", "Phishing herkennen"]
DEPARTMENTS = [
    ("ontwikkeling", "ontwikkelaar"), ("ontwikkeling", "ontwikkelaar"), ("ondersteuning", "medewerker ondersteuning"),
    ("ondersteuning", "medewerker ondersteuning"), ("verkoop", "accountmanager"), ("beheer", "systeembeheerder"),
    ("kantoor", "officemanager"),
]  # fmt: skip
POSITIONS = listed("ontwikkelaar|medewerker ondersteuning|accountmanager|tester", "|")
MOTIVES = ["Ik werk graag met mensen.", "Online vergaderen kan zoveel beter.", "Ik wil dichter bij huis werken."]
INCIDENTS = [
    ("Verkeerde uitnodiging verstuurd", "laag"),
    ("Storing bij de videoleverancier", "midden"),
    ("Map stond open voor leden", "hoog"),
]
BIOS = [
    "Houdt van wandelen en van korte vergaderingen.",
    "Moeder van drie, voorzitter van de klankbordgroep.",
    "Bereikbaar op dinsdag en vrijdag.",
]
