"""What the people of the telecom company write and say. Every text is made up."""

from gestand.examples.words import listed

PAGES = ["/", "/internet", "/mobiel", "/tarieven", "/klantenservice", "/storingen", "/zakelijk", "/contact", "/mijn/facturen"]
OWN_PAGES = ["facturen", "gegevens", "verbruik"]
PRODUCTS = [
    ("NET-100", "Internet 100", "internet", True, "32.50"), ("NET-500", "Internet 500", "internet", True, "42.50"),
    ("NET-1000", "Internet Glas 1000", "internet", True, "52.50"), ("TEL-THUIS", "Thuis bellen", "telephone", True, "9.95"),
    ("MOB-5", "Mobiel 5 GB", "mobile", True, "12.50"), ("MOB-20", "Mobiel 20 GB", "mobile", True, "18.50"),
    ("MOB-ONB", "Mobiel onbeperkt", "mobile", True, "27.50"), ("ZAK-VOIP", "Zakelijk bellen", "telephone", True, "22.00"),
    ("ADSL-20", "ADSL 20", "internet", False, "29.95"), ("TV-BASIS", "Televisie basis", "television", True, "14.00"),
]  # fmt: skip

# Subject, category, what the customer writes, what we answer
TICKETS = [
    ("Internet valt steeds uit", "storing", "Elke avond rond acht uur valt mijn internet uit. Het modem knippert dan rood.",
     "Wat vervelend. Wij zien ruis op uw lijn. Er komt donderdag een monteur bij u langs."),
    ("Factuur klopt niet", "factuur", "Op mijn factuur staat een telefoontje naar Spanje dat ik niet deed. Kunt u dat nakijken?",
     "U hebt gelijk, dat gesprek hoort niet bij u. U krijgt het bedrag terug op de volgende factuur."),
    ("Ik ga verhuizen", "wijziging", "Op de eerste van de maand verhuis ik. Hoe neem ik mijn internet mee?",
     "Gefeliciteerd met uw nieuwe huis. Wij zetten uw abonnement over op de dag dat u ons doorgeeft."),
    ("Simkaart werkt niet", "storing", "Ik heb de nieuwe simkaart in mijn telefoon gedaan, maar ik heb geen bereik.",
     "De kaart stond nog niet aan. Dat is nu gebeurd. Zet uw telefoon even uit en weer aan."),
    ("Nummer meenemen", "wijziging", "Ik wil graag mijn oude nummer houden. Wat hebt u van mij nodig?",
     "Alleen uw nummer en de naam van uw vorige aanbieder. Wij regelen de rest."),
    ("Wachtwoord vergeten", "account", "Ik kan niet meer inloggen en krijg ook geen mail om het wachtwoord te herstellen.",
     "De mail kwam in uw map met ongewenste post. U kunt nu een nieuw wachtwoord kiezen."),
    ("Abonnement opzeggen", "wijziging", "Ik wil mijn abonnement stoppen. Vanaf welke dag kan dat?",
     "Dat kan per maand. Wij hebben de laatste dag genoteerd en sturen u een bevestiging."),
    ("Betalen in delen", "factuur", "Door een nieuwe baan krijg ik later loon. Kan ik de factuur in twee keer betalen?",
     "Dat is goed. U betaalt de helft nu en de helft over een maand. Wij rekenen geen kosten."),
    ("Slecht bereik in huis", "storing", "Beneden kan ik bellen, maar op zolder valt elk gesprek weg.",
     "Zet bellen via wifi aan in uw telefoon. Wij sturen u een bericht met uitleg."),
    ("Televisie zonder geluid", "storing", "Sinds gisteren heeft de televisie geen geluid op alle zenders.",
     "Dat was een fout bij ons. Zij is verholpen. Haal het kastje een minuut van de stroom."),
    ("Gestolen telefoon", "account", "Mijn telefoon is vanmorgen gestolen in de trein. Kunt u de simkaart blokkeren?",
     "De kaart is geblokkeerd. Wij sturen vandaag een nieuwe naar uw huis."),
    ("Wie belt mij steeds", "klacht", "Ik word elke dag gebeld door een onbekend nummer. Kunt u daar iets aan doen?",
     "Wij hebben het nummer voor u geblokkeerd. Blijft het gebeuren, dan kunt u aangifte doen."),
]  # fmt: skip
LATER = ["Dank u wel, het werkt weer.", "Helaas, het is nog niet opgelost.", "Fijn, zo snel antwoord.", "Wanneer hoor ik meer?"]
REMARKS = [
    "Belt liever dan mailt.", "Hoort slecht aan één kant: rustig spreken.", "Wil alleen post op papier.",
    "Buurvrouw van nummer 12 geeft berichten door.", "Betaalt in overleg na de 25e.",
]  # fmt: skip
NOTES = [
    "{staff} sprak af dat de kosten van de monteur vervallen.", "Adres gewijzigd op verzoek, gecontroleerd door {staff}.",
    "Klant wil voortaan door {staff} geholpen worden.", "Betaling in twee delen, akkoord van {staff}.",
    "Op verzoek teruggebeld. Geen gehoor. {staff} probeert het morgen weer.",
]  # fmt: skip
QUESTIONS = [
    ("Is er glasvezel in onze straat?", "Ja, vanaf het najaar. Wij sturen u een bericht als u kunt bestellen."),
    ("Kan ik mijn oude modem blijven gebruiken?", "Dat kan, als het modem niet ouder is dan vijf jaar."),
    ("Wat kost bellen naar Suriname?", "Dat kost 12 cent per minuut. Met een bundel is het goedkoper."),
    ("Helpt u ook met installeren bij mijn moeder van 84?", "Zeker. De monteur neemt er een uur de tijd voor."),
    ("Ik wil overstappen, maar zit nog vast. Wat nu?", "Kijk op uw contract naar de einddatum. Wij regelen de overstap."),
]  # fmt: skip
ADDRESS_NOTES = ["Bel is kapot, graag kloppen.", "Mag bij de buren op nummer 7.", "Achterom, hek is open.", "Na 17 uur thuis."]
POSITIONS = ["medewerker klantenservice", "netwerkmonteur", "boekhouder", "ontwikkelaar", "verkoper zakelijk"]
CVS = [
    "Opleiding: mbo 4 ICT-beheer. Vijf jaar monteur bij een installatiebedrijf. Rijbewijs B.",
    "Opleiding: hbo bedrijfskunde. Drie jaar winkel, twee jaar klantenservice. Spreekt Nederlands, Engels en Turks.",
    "Opleiding: mbo 3 administratie. Zestien jaar boekhouding bij een groothandel.",
    "Opleiding: hbo informatica. Twee jaar stage en werk aan webwinkels.",
]
MOTIVES = ["Ik werk graag met mensen.", "Ik zoek werk dicht bij huis.", "Techniek is mijn hobby.", "Ik wil iets nieuws leren."]
DEPARTMENTS = [
    ("klantenservice", "medewerker klantenservice"), ("klantenservice", "medewerker klantenservice"),
    ("techniek", "netwerkmonteur"),
    ("techniek", "netwerkmonteur"), ("financiën", "boekhouder"), ("verkoop", "accountmanager"), ("marketing", "redacteur"),
    ("ICT", "systeembeheerder"), ("personeelszaken", "personeelsadviseur"), ("receptie", "receptionist"),
]  # fmt: skip
SUPPLIERS = listed("Kabelwerk|Mastbouw|Modemhuis|Drukgoed|Schoonhart|Wagenpark|Serverhal|Koffieplek|Beltoon|Lichtlijn", "|")
MEETINGS = ["Offerte zakelijk bellen", "Kennismaking", "Verlenging contract", "Storing van vorige week", "Planning aansluiting"]

# Who asked, for what, by which law, and what we decided
AUTHORITIES = [
    ("politie", "naam en adres bij een telefoonnummer", "art. 126na Sv", "gegeven"),
    ("officier van justitie", "verkeersgegevens van drie dagen", "art. 126n Sv", "gegeven na controle door de jurist"),
    ("deurwaarder", "telefoonnummer van een klant", "", "geweigerd: geen wet die het vraagt"),
    ("Belastingdienst", "facturen van een klant over 2024", "art. 53 AWR", "gegeven"),
]  # fmt: skip
POSTS = [
    ("Modem in de kelder", "Bij ons werkt het beter sinds het modem boven staat."),
    ("Bellen via wifi", "Zet het aan in de telefoon zelf, niet in de app."),
    ("Storing in Zwolle?", "Sinds vanmorgen geen televisie. Meer mensen?"),
    ("Tip voor de factuur", "Je kunt de dag van betalen zelf kiezen."),
]
