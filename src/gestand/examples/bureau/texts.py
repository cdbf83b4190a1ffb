"""What the people of the bureau and its clients write. Every text is made up."""

# Name, legal form, sector, and the days that the agreement says (None: thirty)
CLIENTS = [
    ("Stichting De Voorbeeldkamer", "stichting", "cultuur", 14), ("Haddad Keramiek", "eenmanszaak", "webwinkel", None),
    ("Fietsgilde Voorbeeld B.V.", "bv", "webwinkel", 90), ("Vereniging Natuurvrienden Voorbeeld", "vereniging", "natuur", None),
    ("Reisbureau Verweg Voorbeeld B.V.", "bv", "reizen", 60), ("Bakkerij Voorbeeldbrood V.O.F.", "vof", "voeding", None),
    ("Museum Het Voorbeeld", "stichting", "cultuur", None), ("Zorgwinkel Voorbeeld B.V.", "bv", "zorg", 7),
]  # fmt: skip
SECTORS = ["webwinkel", "cultuur", "reizen", "onderwijs", "sport", "wonen", "voeding", "techniek"]
FORMS = [("B.V.", "bv"), ("B.V.", "bv"), ("V.O.F.", "vof"), ("", "eenmanszaak")]
TRADES = [
    "Tuincentrum", "Meubelmakerij", "Sportschool", "Speelgoedhuis", "Wijnhandel", "Boekwinkel", "Kookstudio", "Verfwinkel",
    "Muziekschool", "Optiek", "Kaashandel", "Stoffenhuis", "Camping", "Fotohuis", "Dierenspeciaalzaak", "Lampenwinkel",
]  # fmt: skip
JOBS = ["hoofd marketing", "medewerker communicatie", "directeur", "webredacteur", "coördinator werving", "eigenaar"]
PROJECTS = [
    ("Nieuwsbrief voorjaar", "newsletter"), ("Nieuwsbrief donateurs", "newsletter"), ("Campagne zoekmachine", "advertising"),
    ("Zoekwoorden", "seo"), ("Analyse van de doelgroep", "analysis"), ("Campagne sociale media", "advertising"),
    ("Analyse van opzeggingen", "analysis"), ("Najaarsactie", "newsletter"),
]  # fmt: skip
PLATFORMS = ["webstatistiek", "zoekadvertenties", "sociaal netwerk", "mailprogramma", "advertentienetwerk"]
MEMBER_FIELDS = ["client_ref", "first_name", "last_name", "email", "postal_code", "birth_year", "segment"]
# Name of a column that was not agreed, what the gate takes it for, and why it is refused
REFUSED = [
    ("bsn", "national number", "Kolom bsn lijkt op burgerservicenummers. Die mogen wij niet hebben."),
    ("geloof", "religion", "Kolom geloof is een bijzonder persoonsgegeven en staat niet in de overeenkomst."),
    ("medicijnen", "health", "Kolom medicijnen gaat over gezondheid en staat niet in de overeenkomst."),
    ("rekeningnummer", "bank account", "Kolom rekeningnummer is niet nodig voor dit werk."),
]
SEGMENTS = ["vaste klant", "slapend", "nieuw", "donateur", "abonnee", "bezoeker"]
SUBJECTS = [
    "Het voorjaar begint hier",
    "Wij missen u",
    "Nieuw in de winkel",
    "Uw gift helpt",
    "Alleen deze week",
    "Kom ook kijken",
]
FILES = ["klanten", "donateurs", "nieuwsbrief", "export", "leden", "bestellingen"]
REMARKS = [
    "Belt het liefst op vrijdag.", "Rekening altijd met projectnummer.", "Wil geen contact via sociale media.",
    "Eigenaar is de broer van onze drukker.", "Gevoelig dossier: alleen met twee specialisten bespreken.",
]  # fmt: skip
HANDOVER_REMARKS = ["Vakantie.", "Andere baan.", "Meer ervaring met analyse nodig.", "Zwangerschapsverlof.", "Ruil tussen teams."]
QUESTIONS = [
    ("Waarom staan er minder adressen in het bestand dat u terugstuurde?", "Dubbele adressen en wie zich afmeldde zijn eruit gehaald."),
    ("Welke kolommen hebt u gebruikt voor de segmenten?", "Alleen het geboortejaar en de datum van de laatste bestelling."),
    ("Kunt u nagaan of iemand in de mailing zat?", "Ja, dat adres zat in de tweede groep."),
    ("Is het bestand al weg?", "Nog niet: het gaat dertig dagen na de verwerking weg."),
]  # fmt: skip
INCIDENTS = [
    "Bestand naar een verkeerd adres gestuurd door {name}. Ontvanger heeft het gewist en dat bevestigd.",
    "Laptop van {name} een uur onbeheerd in de trein. Schijf was versleuteld.",
    "Wachtwoord van een advertentieaccount stond in een mail van {name}.",
]
TRAININGS = ["Werken met persoonsgegevens", "Datalekken herkennen", "Veilig bestanden uitwisselen"]
STATEMENTS = ["geheimhouding", "huisregels laptop en locker"]
TIME_REMARKS = ["Overleg met {name}", "Bestand opgeschoond", "Nieuwsbrief opgemaakt", "Advertenties bijgesteld", ""]
WEB_REQUESTS = [
    ("Wat kost een nieuwsbrief voor 2.000 adressen?", "Dat hangt af van hoe vaak. Ik bel u morgen."),
    ("Doet u ook zoekmachines voor een kleine winkel?", "Zeker. Wij beginnen met een gesprek van een uur."),
    ("Hoe gaat u om met onze klantgegevens?", "Dertig dagen na het werk zijn ze weg, tenzij wij iets anders afspreken."),
    ("Kunt u onze donateurs opbellen?", "Nee, dat doen wij niet. Wij kennen wel een bureau dat het netjes doet."),
]
POSITIONS = ["analist", "redacteur", "specialist advertenties", "projectleider", "vormgever"]
CVS = [
    "Opleiding: hbo communicatie. Vier jaar redacteur bij een uitgever.", "Opleiding: mbo marketing. Stage bij een webwinkel.",
    "Opleiding: wo wiskunde. Twee jaar analist bij een bank.", "Opleiding: kunstacademie. Eigen werk sinds 2019.",
]  # fmt: skip
LETTERS = [
    "Ik reken graag.",
    "Ik schrijf al sinds mijn tiende.",
    "Ik zoek een klein team.",
    "Uw werk voor het museum sprak mij aan.",
]
SUPPLIERS = ["Drukkerij Papierlicht", "Serverkamer Noord", "Mailhuis Postduif", "Schoonmaak Helder", "Kantoorplek", "Cloudveld"]
SUB_PROCESSORS = [
    ("Serverkamer Noord B.V.", "opslag van bestanden", "NL", None), ("Mailhuis Postduif B.V.", "versturen van nieuwsbrieven", "BE", None),
    ("Cloudveld Inc.", "rekenen aan segmenten", "US", "modelclausules (EU) 2021/914"), ("Drukkerij Papierlicht B.V.", "adressen op drukwerk", "NL", None),
]  # fmt: skip
URLS = ["/", "/werk", "/werk/nieuwsbrieven", "/werk/analyse", "/over-ons", "/contact", "/privacy", "/vacatures"]
COOKIE_WORDING = "Ja, tel mijn bezoek mee. Nee: alleen wat nodig is."
SETTINGS = [
    ("standaard_bewaartermijn_dagen", "30"),
    ("melden_datalek_uren", "24"),
    ("wachtwoord_wijzigen_uren", "24"),
    ("max_rijen", "50000"),
]
