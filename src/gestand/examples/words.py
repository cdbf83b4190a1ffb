"""Words to make people and texts from. Every name is common, every text is made up."""


def listed(text: str, between: str = " ") -> list[str]:
    return text.split(between)


WOMEN = listed(
    "Emma Sanne Lotte Anouk Femke Marieke Ingrid Wilma Truus Hennie Noor Fleur Iris Maud Esther Petra Monique Yvonne "
    "Aïcha Samira Naima Zeynep Elif Ayşe Sharmila Priya Chantal Jocelyn Rozemarijn Agnieszka Katarzyna Olena Mei Tigist"
)
MEN = listed(
    "Daan Bram Sem Thijs Ruben Jeroen Martijn Sander Kees Gerrit Henk Wouter Pieter Bas Joost Dirk Niels Tjeerd Sietse "
    "Mohammed Youssef Hamza Mehmet Emre Rashid Sunil Winston Clyde Tomasz Piotr Andriy Wei Dawit Anthony"
)
# (tussenvoegsel, last name)
LAST_NAMES = [
    ("", "Jansen"), ("de", "Jong"), ("de", "Vries"), ("van den", "Berg"), ("van", "Dijk"), ("", "Bakker"), ("", "Visser"),
    ("", "Smit"), ("", "Meijer"), ("de", "Boer"), ("", "Mulder"), ("de", "Groot"), ("", "Bos"), ("", "Vos"), ("", "Peters"),
    ("", "Hendriks"), ("van", "Leeuwen"), ("", "Dekker"), ("", "Brouwer"), ("de", "Wit"), ("", "Dijkstra"), ("", "Smits"),
    ("van der", "Meer"), ("van 't", "Hof"), ("in 't", "Veld"), ("", "Hoekstra"), ("", "Postma"), ("ter", "Horst"),
    ("", "El Idrissi"), ("", "Bouali"), ("", "Ait Ali"), ("", "Yılmaz"), ("", "Kaya"), ("", "Demir"), ("", "Öztürk"),
    ("", "Ramdin"), ("", "Bhagwan"), ("", "Pinas"), ("", "Kromosoeto"), ("", "Martina"), ("", "Wout-Croes"), ("", "Kowalczyk"),
    ("", "Nowak"), ("", "Shevchenko"), ("", "Nguyen"), ("", "Wong"), ("", "Tesfaye"), ("", "Latuheru"), ("", "Haddad"),
]  # fmt: skip
STREETS = listed(
    "Lindenlaan Kerkstraat Molenweg Dorpsstraat Stationsweg Beukenhof Merelstraat Koningin-Emmaplein Vaartkade Zonnebloemstraat "
    "Weverstraat Schoolpad Havendijk Meidoornlaan Spoorsingel Kastanjedreef Parallelweg Torenstraat Wilgenpad Tuinbouwlaan"
)
# City and the first two figures of its postal codes
CITIES = [
    ("Amsterdam", 10), ("Haarlem", 20), ("Alkmaar", 18), ("Leiden", 23), ("Den Haag", 25), ("Rotterdam", 30), ("Dordrecht", 33),
    ("Utrecht", 35), ("Amersfoort", 38), ("Middelburg", 43), ("Tilburg", 50), ("Eindhoven", 56), ("Maastricht", 62),
    ("Nijmegen", 65), ("Arnhem", 68), ("Enschede", 75), ("Zwolle", 80), ("Almere", 13), ("Leeuwarden", 89), ("Groningen", 97),
]  # fmt: skip
TRADES = listed("Bakkerij Schildersbedrijf Fysiopraktijk Fietsenmaker Drukkerij Installatiebedrijf Kapsalon Boekhandel Garage")
FORMS = ["B.V.", "B.V.", "V.O.F.", "& Zonen B.V."]
JOBS = listed("inkoper|officemanager|directeur|systeembeheerder|administrateur|projectleider|receptionist|controller", "|")
AGENTS = [
    ("Firefox/140.0 (Windows NT 10.0)", "nl"), ("Chrome/141.0 (Android 16)", "nl"), ("Safari/19.0 (iPhone)", "nl"),
    ("Edg/141.0 (Windows NT 10.0)", "en"), ("Chrome/141.0 (Macintosh)", "es"),
]  # fmt: skip
