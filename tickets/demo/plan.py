"""Who and what there is in the demo organisation, as plain tables."""

from dataclasses import dataclass

from accounts.models import Role
from groups.ranks import Kind

DOMAIN = "meridian.example"  # a domain that can never exist, so no mail reaches anybody

DEPARTMENTS = {
    "finance": "Finance",
    "hr": "Ressources humaines",
    "operations": "Operations",
    "sales": "Sales",
    "communications": "Communications",
    "it": "IT",
}

# How many people of each role are in each department; the rest of the sixty are Users.
STAFF = {
    Role.HOD: dict.fromkeys(DEPARTMENTS, 1),
    Role.IT_HEAD: {"it": 2},
    Role.ADMIN: {"it": 1, "operations": 1},
    Role.TECHNICIAN: {"it": 6, "hr": 2},
    Role.USER: {"finance": 7, "hr": 4, "operations": 14, "sales": 9, "communications": 6, "it": 2},
}


@dataclass(frozen=True)
class GroupPlan:
    name: str
    description: str
    drawn_from: tuple  # departments whose people are in it
    size: int
    kind: Kind = Kind.TEAM
    is_open: bool = True
    share: float = 1.0  # of the tickets
    projects: tuple = ()
    categories: tuple = ()  # of a team: plain names; what the desks offer stands in catalogue.toml


GROUPS = {
    "it": GroupPlan(
        "IT desk",
        "Computers, programs, network and accounts. Tell us what you see, not only what you think it is.",
        ("it",),
        7,
        kind=Kind.DESK,
        is_open=False,
        share=5.0,
        projects=("Windows 11 migration",),
    ),
    "hr": GroupPlan(
        "HR desk",
        "Contrats, congés, paie, formation. Questions in English are welcome too.",
        ("hr",),
        5,
        kind=Kind.DESK,
        is_open=False,
        share=2.4,
        projects=("Campagne d'entretiens 2026",),
    ),
    "facilities": GroupPlan(
        "Facilities",
        "Everything that is screwed to the building: heating, light, keys, furniture, cleaning.",
        ("operations",),
        9,
        is_open=False,
        share=3.0,
        projects=("Office move to Harbour Street",),
        categories=("Heating and air", "Light and power", "Keys and doors", "Furniture", "Cleaning"),
    ),
    "logistics": GroupPlan(
        "Logistique",
        "Entrepôt, expéditions, flotte de véhicules.",
        ("operations",),
        10,
        is_open=False,
        share=2.2,
        projects=("Réaménagement de l'entrepôt B",),
        categories=("Expéditions", "Véhicules", "Stock"),
    ),
    "finance": GroupPlan(
        "Finance office",
        "Invoices, expenses, budgets and purchase orders.",
        ("finance",),
        8,
        is_open=False,
        share=2.2,
        projects=("Year-end closing",),
        categories=("Invoices", "Expenses", "Budgets"),
    ),
    "communications": GroupPlan(
        "Communications",
        "Print, pictures, texts, events. Five working days for anything that goes to a printer, please.",
        ("communications", "sales"),
        10,
        share=1.8,
        projects=("Spring campaign",),
        categories=("Print", "Events", "Texts"),
    ),
    "website": GroupPlan(
        "Website",
        "Our public site and the intranet: mistakes, wishes, new pages.",
        ("communications", "it", "sales"),
        9,
        share=1.3,
        projects=("Intranet relaunch",),
    ),
    "crm": GroupPlan(
        "Customer tools",
        "The CRM, price lists and offer templates.",
        ("sales", "it"),
        10,
        share=1.2,
        projects=("CRM clean-up",),
    ),
    "safety": GroupPlan(
        "Santé et sécurité",
        "Signalements, premiers secours, exercices d'évacuation.",
        ("operations", "hr", "sales"),
        8,
        share=0.9,
    ),
    "lyon": GroupPlan(
        "Bureau de Lyon",
        "La vie du bureau de Lyon : locaux, courrier, visiteurs.",
        ("sales", "finance", "communications"),
        9,
        share=0.9,
    ),
    "events": GroupPlan(
        "Social committee",
        "Summer party, quiz nights, and who brings the cake.",
        ("communications", "hr", "sales", "operations"),
        11,
        share=0.6,
    ),
    "green": GroupPlan(
        "Green office",
        "Less waste, less power, more bicycles.",
        ("operations", "finance", "communications"),
        7,
        share=0.5,
    ),
}
UNIVERSAL_SHARE = 0.8

# Which heads of department are or were away, from and to how many days after today, and who stands in for them.
AWAY = (("operations", -46, -30, "sales"), ("it", -110, -101, "finance"), ("sales", -4, 6, "finance"))

# Whose sign-in is printed: what the visitor can look at the site as.
SHOWN_ROLES = (
    ("User", "raises tickets"),
    ("Technician", "works at the IT desk"),
    ("Head of department", "approves what their department asks of the desks"),
    ("IT Head", "approves, and stands over the service desks"),
    ("Group admin", "runs Facilities"),
    ("Admin", "manages everything"),
)
