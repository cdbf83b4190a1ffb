"""What the customers of the helpdesk software, their customers and its own people write. Every text is made up."""

# The first tenants have a story: name, slug, whether they record calls, whether they note IP addresses, own period in days (None: two years)
TENANTS = [
    ("Fietswinkel Voorbeeld", "fietswinkel", True, False, 90), ("Gemeente Proefdorp", "proefdorp", False, False, 365),
    ("Energie Voorbeeld", "energie", True, True, None), ("Oude Klant", "oudeklant", True, True, None),
    ("Net Vertrokken", "netvertrokken", False, True, 180), ("Studio Haddad", "studiohaddad", False, False, None),
    ("Boekhuis Voorbeeld", "boekhuis", False, True, 30), ("Kaartjes Voorbeeld", "kaartjes", False, False, None),
    ("Zorgverlening Voorbeeld", "zorg", False, False, 180), ("Reizen Voorbeeld", "reizen", True, False, None),
]  # fmt: skip
JOBS = ["hoofd klantcontact", "teamleider", "inkoper", "directeur", "privacy officer", "administratie"]
POSITIONS = ["ontwikkelaar", "beheerder", "verkoper", "ondersteuning", "ontwerper", "boekhouder"]
CHANNELS = [
    ("mail", "hulp@{slug}.example"),
    ("chat", "www.{slug}.example"),
    ("social", "praatnet.example/{slug}"),
    ("phone", "+31600000000"),
]
NETWORKS = ["praatnet", "fotonet"]
SUBJECTS = [
    ("Waar blijft mijn bestelling?", "Ik wacht al twee weken.", "Uw pakket ligt bij de bezorger. Morgen is het er."),
    ("Verkeerde maat", "Ik kreeg maat 44 en ik had 42 besteld.", "Dat spijt ons. Stuurt u hem terug, dan krijgt u maat 42."),
    ("Factuur klopt niet", "Er staat een bedrag dubbel op.", "U hebt gelijk. De nieuwe factuur is onderweg."),
    ("Afspraak verzetten", "Kan mijn afspraak naar vrijdag?", "Dat kan. Vrijdag om tien uur."),
    ("Adres wijzigen", "Wij verhuizen naar de Molenweg.", "Dank u, het nieuwe adres staat erin."),
    ("Inloggen lukt niet", "Ik kom niet meer in mijn account.", "U kunt nu een nieuw wachtwoord kiezen."),
]
LATER = [
    "Bedankt, het is gelukt!",
    "Het is er nog steeds niet.",
    "Mijn buurman heeft het aangenomen.",
    "Fijn dat u zo snel bent.",
]
ROBOT = "Wij hebben uw bericht. U hoort binnen een dag van ons."
NOTES = [
    "Belt vaak, blijf vriendelijk.",
    "Collega {name} weet hier meer van.",
    "Nagevraagd bij het magazijn.",
    "Krijgt een bon van vijf euro.",
]
REMARKS = ["Wil liever mail dan telefoon.", "Spreekt beter Engels.", "Slechthorend: niet bellen."]
RATINGS = [
    (5, "Snel en vriendelijk."),
    (4, None),
    (2, "Ik moest drie keer mijn naam spellen."),
    (5, None),
    (1, "Nog steeds geen antwoord."),
]
FILES = ["foto.jpg", "factuur.pdf", "bonnetje.jpg", "brief.pdf"]
ACCESS = ["vraagt hulp bij een koppeling", "tickets staan dubbel", "verhuizing van oude tickets"]
ACTIONS = ["ticket.read", "ticket.answer", "person.read", "settings.change", "export", "login"]

ASKED_FOR = ["een proefmaand", "prijzen", "een demonstratie"]
STAGES = ["nieuw", "gebeld", "offerte", "verloren"]
OUTCOMES = [
    ("interested", "Belt terug na de vakantie."),
    ("not home", None),
    ("interested", "Wil een proefmaand."),
    ("objects", "Wil niet meer gebeld worden."),
]
WORDING = "Ja, stuur mij de nieuwsbrief met tips en nieuws."
QUESTIONS = [
    ("Kan ik mijn oude mail meenemen?", "Dat kan tot drie jaar terug."),
    ("Werkt het ook met een telefooncentrale?", "Ja, met de meeste. Welke hebt u?"),
    ("Wat kost het voor vier medewerkers?", "Ik stuur u de prijzen."),
    ("Hoe lang bewaart u de berichten van onze klanten?", "Zo lang als u dat instelt."),
    ("Staat alles in Europa?", "Ja, in Nederland en in Duitsland."),
]
PAGES = ["/", "/prijzen", "/functies/mail", "/functies/telefoon", "/handleiding", "/privacy", "/vacatures", "/contact"]
VERSIONS = [
    "Eerste versie.",
    "De bewaartijd van vragen is nu zes maanden.",
    "De telefoon staat er nu ook in.",
    "Statistieken zonder adres van de bezoeker.",
]
COMPLAINTS = [
    ("Ik kreeg na mijn afmelding nog een nieuwsbrief.", "Dat klopte niet. Het adres staat nu op de lijst van wie niets krijgt."),
    ("Niemand zei mij dat het gesprek over verkoop ging.", "Excuses. Wij zeggen het voortaan in de eerste zin."),
    ("Het duurde drie weken voor mijn gegevens waren verbeterd.", "Dat had sneller gekund. Het is nu gedaan."),
]
ANSWERED_AUTHORITIES = [
    ("politie", "gegevens van een agent van een klant", "refused", "zonder vordering geven wij niets; verwezen naar de klant"),
    ("officier van justitie", "inloggegevens van 3 dagen", "given", "vordering art. 126nd Sv, gecontroleerd door de jurist"),
    ("Belastingdienst", "facturen van een klant over 2024", "given", "AWR art. 53"),
]
SUSPICIONS = [
    "Betaalde met een rekening die van iemand anders is, en vroeg het geld terug op een derde rekening.",
    "Maakte zes proefaccounts om berichten te sturen die van een bank leken.",
]
TRAININGS = ["Scherm op slot, sleutels thuis", "Datalekken herkennen", "Wat een verwerker mag"]
CVS = [
    "Opleiding: mbo ict. Drie jaar beheer bij een school.",
    "Opleiding: hbo informatica. Stage bij een webwinkel.",
    "Opleiding: vwo. Tien jaar verkoop.",
]
LETTERS = [
    "Ik help graag mensen die vastzitten.",
    "Ik wil met software werken die echt gebruikt wordt.",
    "Uw bureau is dichtbij.",
]
SUPPLIERS = [("Serverhuis Noord", "servers", "NL"), ("Rekencentrum Rijn", "back-ups", "DE"), ("Postkoets", "versturen van mail", "NL"),
             ("Telraam", "statistieken van de website", "NL"), ("Schoonmaak Fris", "schoonmaak", "NL"), ("Salarisloket", "salarissen", "NL")]  # fmt: skip
