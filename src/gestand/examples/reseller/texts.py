"""What the people of the reseller write and say. Every text is made up."""

PRODUCTS = [  # code, description, kind, supplier, price, active
    ("CRM-BASIS", "Klantbeheer basis", "abonnement", 1, "14.00", True),
    ("CRM-PLUS", "Klantbeheer plus", "abonnement", 1, "23.00", True),
    ("BOEK-1", "Boekhouden voor kleine bedrijven", "abonnement", 2, "18.50", True),
    ("POST-10", "Mailboxen, tien stuks", "abonnement", 3, "39.00", True),
    ("HOST-S", "Hosting klein", "hosting", 3, "12.50", True),
    ("TEKEN-3", "Tekenprogramma 3", "licentie", 4, "249.00", True),
    ("TEKEN-2", "Tekenprogramma 2", "licentie", 4, "199.00", False),
    ("INRICHT", "Inrichten, per dag", "dienst", 5, "880.00", True),
    ("CURSUS", "Cursus van een dag", "dienst", 5, "495.00", True),
]
SUPPLIERS = [("Wolkenrek", "NL"), ("Grootboek Software", "DE"), ("Serverstal", "NL"), ("Tekenhuis", "US"), ("Leerlokaal", "NL")]
TICKETS = [
    (
        "Kan niet inloggen",
        "Sinds vanmorgen kom ik niet meer in het klantbeheer.",
        "Uw code was verlopen. Er is een nieuwe gestuurd.",
    ),
    (
        "Import loopt vast",
        "Bij regel 204 van mijn lijst stopt het importeren.",
        "Daar stond een komma te veel. De lijst is ingelezen.",
    ),
    ("Factuur dubbel", "Ik heb twee keer dezelfde factuur gekregen.", "De tweede is vervallen, excuses voor de verwarring."),
    ("Collega toevoegen", "Hoe krijgt mijn nieuwe collega toegang?", "Onder Beheer, Gebruikers. De licentie is al toegevoegd."),
    ("Koppeling met de bank", "De afschriften van vorige week ontbreken.", "De bank had een storing. Alles staat er nu in."),
    (
        "Mail komt niet aan",
        "Een klant ziet onze mail in de map met ongewenste post.",
        "Het adres was niet goed ingesteld. Dat is gebeurd.",
    ),
]
LATER = ["Dank u, het werkt.", "Nog niet helemaal opgelost.", "Fijn, snel geholpen."]
MEMOS = [
    "Wil alleen op dinsdag gebeld worden.", "Betaalt altijd een week te laat, geen bezwaar.", "Partner doet de administratie.",
    "Was boos over de prijsverhoging.", "Overweegt over te stappen, volgende maand bellen.",
]  # fmt: skip
NOTES = [
    "Gebeld over de verlenging; denkt erover na.", "Korting van 10 procent beloofd tot einde jaar.", "Vraagt om uitleg van de factuur.",
    "Adres gecontroleerd aan de telefoon.", "Wil voortaan door {staff} geholpen worden.",
]  # fmt: skip
REMARKS = ["Graag voor vrijdag leveren.", "Licenties op naam van de medewerkers.", "Zelfde als vorig jaar.", "Met spoed."]
REVIEWS = [
    (5, "Doet wat het moet doen en de uitleg is helder."), (4, "Prettig programma, zoeken kan sneller."), (2, "Te duur voor wat het is."),
    (5, "Snel geholpen toen er iets misging."), (3, "Even wennen, daarna goed."),
]  # fmt: skip
SURVEYS = [
    "Alles naar wens.",
    "De wachttijd aan de telefoon was lang.",
    "Monteur was vriendelijk.",
    "Ik mis een handleiding.",
    None,
    None,
]
EVENTS = [
    ("Webinar: klantbeheer in een uur", "webinar"), ("Demonstratie boekhouden", "demonstratie"), ("Beurs Ondernemen", "beurs"),
    ("Infosessie nieuwe regels", "infosessie"),
]  # fmt: skip
INTERESTS = ["boekhouden", "klantbeheer", "hosting", "tekenen", "cursussen"]
CONSENTS = {
    "nieuwsbrief": "Ja, stuur mij de nieuwsbrief.",
    "advies": "Ja, kies aanbiedingen die bij mij passen.",
    "webinar": "Ja, meld mij aan en houd mij op de hoogte.",
}
COMPLAINTS = [
    (
        "Ik krijg nog steeds reclame, terwijl ik mij heb afgemeld.",
        "Dat had niet mogen gebeuren. Uw adres is overal verwijderd.",
        "gegrond",
    ),
    (
        "Mijn gegevens staan op de factuur van een ander.",
        "De fout is hersteld en de ander heeft de factuur vernietigd.",
        "gegrond",
    ),
    ("Ik wil weten waar u mijn nummer vandaan hebt.", "U gaf het ons op de beurs; wij hebben het verwijderd.", "ongegrond"),
]
AUTHORITIES = [
    ("Belastingdienst", "facturen van 2024", "verstrekt"), ("Politie Oost", "adres en betaalgegevens", "geweigerd"),
    ("Fiscale opsporing", "bestellingen en facturen", "verstrekt"),
]  # fmt: skip
JOBS = [
    ("verkoop", "accountmanager"),
    ("service", "medewerker helpdesk"),
    ("techniek", "consultant"),
    ("financiën", "boekhouder"),
]
WORK = ["Inrichten velden", "Uitleg gebruikers", "Import gegevens", "Overleg met klant", "Testen koppeling"]
PROJECTS = ["Invoering klantbeheer", "Overstap boekhouding", "Nieuwe mailomgeving", "Opruimen oude gegevens"]
LETTERS = ["Ik werk graag met software en met mensen.", "Ik zoek werk dicht bij huis.", "Ik wil meer leren over boekhouden."]
ABSENCE = "Twee keer per week vier uur, opbouwen per maand."
