"""Words that names of tables and columns are made of, in English, Dutch and Spanish: facts about languages, no rules.

What is not here is not lost: a table is also recognised by its own name, and a link also by its values."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


#: words for a person whose data an organisation has because of what it does for them
CUSTOMERS = words("""customer client subscriber contact member patient student pupil guest visitor candidate applicant prospect lead buyer shopper
    donor borrower patron tenant resident attendee participant passenger player volunteer beneficiary citizen debtor policyholder
    householder respondent registrant supporter donator reader learner guardian parent child relative dependent
    klant abonnee contactpersoon lid patient leerling cursist gast bezoeker sollicitant deelnemer huurder bewoner donateur lener
    cliënt debiteur verzekerde ouder kind burger passagier vrijwilliger relatie inschrijver prospect
    cliente suscriptor contacto socio miembro paciente alumno estudiante huésped visitante candidato solicitante participante inquilino
    residente donante lector pasajero ciudadano padre adherent societaire""")

#: words for a person who works for the organisation, or logs in
STAFF = words("""user employee staff agent admin administrator operator worker teacher doctor nurse driver clerk physician
    recruiter trainer coach mentor salesperson salesman consultant engineer technician lawyer professor lecturer tutor usr emp
    gebruiker medewerker werknemer personeel personeelslid collega beheerder docent leraar arts verpleegkundige chauffeur adviseur monteur
    usuario empleado trabajador administrador profesor médico conductor""")

#: words for people of whatever kind
ANYBODY = words("person people individual human account profile party persoon mens persona cuenta account perfil")

PEOPLE = CUSTOMERS | STAFF | ANYBODY

#: what somebody is to a row that is theirs
OWNING = words("""owner author writer sender recipient receiver poster submitter requester requestor reporter uploader holder
    from to follower friend buddy invitee winner bidder seller payer payee assignee tester performer caller callee attendee rater voter
    eigenaar auteur schrijver verzender afzender ontvanger aanvrager melder indiener houder maker beller
    propietario dueño autor remitente destinatario receptor solicitante titular""")

#: what somebody is to a row that is somebody else's, or nobody's: who handled it
HANDLING = words("""editor modifier updater changer approver assigner reviewer verifier manager supervisor leader lead coordinator operator moderator
    interviewer inviter handler processor controller inspector deputy delegate delegator responsible coverer head boss mentor referrer
    creator maker secretary chair chairman
    behandelaar verantwoordelijke leidinggevende beoordelaar goedkeurder wijziger teamleider begeleider bewerker
    responsable supervisor gestor revisor aprobador encargado jefe creador""")

#: those of them whose work it is: employees rather than whoever logs in
WORKING = words("""approver reviewer supervisor manager leader lead coordinator interviewer mentor boss head inspector deputy delegate chair chairman
    leidinggevende beoordelaar goedkeurder teamleider begeleider supervisor jefe aprobador""")

#: words beside a person that make the column one of an administration: the last poster of a forum, the highest key that was sent to
PASSING = words("last latest first previous prev next current default original laatste eerste vorige volgende último primero")
COUNTED = words("max min count num nb total highest lowest aantal hoogste")

#: words of a column that says yes or no, or how many: not who
FLAGS = words("""is has have can may allow allowed active enable enabled show hide share send notify use used require required real per with
    without only no not auto computer heeft mag toon actief es tiene puede activo""")

#: words for people that are also words for tables in a tree
TREE = words("parent child ouder kind padre")

#: a word before the person, or after the act, that makes a role: created_by, aangemaakt_door, creado_por
BY = words("by door por von par")

#: acts that make a row somebody's own
OWN_ACTS = words("""written posted sent submitted owned requested reported uploaded placed ordered performed asked said voted rated
    geschreven verzonden ingediend geplaatst besteld gevraagd gemeld
    escrito enviado publicado pedido""")

#: what comes before `by` without anybody doing it
NO_ACTS = words("order ordered sort sorted group grouped sorteer filter divided multiplied stand followed gesorteerd")

#: words that say only that a column is a key
KEYS = words("""id ids nr no num number nummer numero código code key ref reference fk pk uid guid uuid oid sid gid identifier sleutel
    volgnummer clave""")

#: of those, the ones that also say a number of something, or what it is called outside
NUMBERS = words("nr no num number nummer numero número código code volgnummer reference")

#: keys before the name: id_user, fk_user
LEADING = words("id fk ref pk")

#: words after which a column is no key, whatever stands before: user_name, user_count, user_type
SAYING = words("""name names title type kind status state count total amount price date time at on year month day email mail phone fax address
    list lists text note notes comment comments description flag flags level role password hash token language lang locale url link image
    picture avatar label format mode order position sort rank score rate percent quantity size length width height color colour
    version visible active enabled deleted ip agent group category created updated birth gender age timezone options settings
    preferences data config json html body subject message signature
    naam titel soort aantal bedrag prijs datum tijd jaar adres telefoon taal opmerking omschrijving wachtwoord groep
    nombre tipo estado cantidad importe precio fecha hora correo teléfono dirección idioma""")

#: texts that identify and are no names of anything: never the name by which a table is known
SECRETS = words(
    "token secret hash slug session sess cache option plugin path file filename data param access refresh authorization"
)

#: plurals and forms that no rule gives
IRREGULAR = {
    "people": ("person", "people"),
    "children": ("child",),
    "men": ("man",),
    "women": ("woman",),
    "staff": ("staff",),
    "data": ("data",),
    "media": ("medium", "media"),
    "criteria": ("criterion",),
    "analyses": ("analysis",),
    "indices": ("index",),
    "leden": ("lid",),
    "steden": ("stad",),
    "schepen": ("schip",),
    "kinderen": ("kind",),
    "personeelsleden": ("personeelslid",),
    "gegevens": ("gegeven",),
    "news": ("news",),
    "series": ("series",),
    "status": ("status",),
    "address": ("address",),
    "adres": ("adres",),
    "process": ("process",),
    "access": ("access",),
    "class": ("class",),
    "business": ("business",),
    "leaves": ("leave", "leaf"),
}

#: what people write for short
SHORT = {
    "usr": "user",
    "cust": "customer",
    "cst": "customer",
    "emp": "employee",
    "empl": "employee",
    "acct": "account",
    "acc": "account",
    "addr": "address",
    "dept": "department",
    "org": "organization",
    "inv": "invoice",
    "ord": "order",
    "prod": "product",
    "cat": "category",
    "msg": "message",
    "mbr": "member",
    "pers": "person",
    "pat": "patient",
    "stud": "student",
    "subscr": "subscriber",
    "cont": "contact",
    "tkt": "ticket",
    "mdw": "medewerker",
    "klt": "klant",
    "fact": "factuur",
    "rel": "relatie",
}

#: pairs of words for the same people, either for the other
SAME = (
    frozenset({"user", "usuario", "gebruiker", "account", "login", "member"}),
    frozenset({"employee", "staff", "worker", "medewerker", "werknemer", "personeel", "empleado"}),
    frozenset({"customer", "client", "klant", "cliente", "buyer", "debtor", "debiteur", "relatie", "patron", "borrower"}),
    frozenset({"person", "people", "persoon", "persona", "individual", "party", "contact", "contactpersoon", "contacto"}),
    frozenset({"student", "pupil", "learner", "leerling", "cursist", "alumno", "estudiante"}),
    frozenset({"teacher", "tutor", "docent", "leraar", "profesor", "lecturer"}),
    frozenset({"candidate", "applicant", "sollicitant", "candidato"}),
    frozenset({"subscriber", "abonnee", "suscriptor"}),
)
