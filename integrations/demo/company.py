"""The company: its departments with head counts, and the people who are named."""

NAME = "Harbour & Hearth"
VISION = (
    "Every guest leaves feeling looked after by one house, not passed between twelve departments: "
    "expected when they arrive, heard while they are with us, and remembered when they come back."
)
DOMAIN = "harbour-and-hearth.example"

# Key, name, what it does, head count
DEPARTMENTS = (
    ("host-stand", "Host stand", "Welcomes, seats and says goodbye at the door", 244),
    ("waiters", "Waiters", "Look after the tables", 986),
    ("bar", "Bar", "Mixes, pours and entertains", 312),
    ("kitchen", "Kitchen", "Cooks and plates", 1_127),
    ("cleaning", "Cleaning", "Keeps rooms, tables and washrooms clean", 268),
    ("reservations", "Reservations", "Answers the phone and keeps the book", 38),
    ("web", "Web", "Runs the website and the ordering app", 23),
    ("marketing", "Marketing", "Finds guests, and tells them what to expect", 31),
    ("it", "IT", "Tills, networks and data", 46),
    ("logistics", "Logistics", "Brings goods in and meals out", 71),
    ("finance", "Finance", "Pays, bills and counts", 29),
    ("compliance", "Compliance", "Food safety, allergens and data protection", 17),
    ("people", "People and training", "Hires and teaches", 26),
    ("cx", "Customer experience", "Speaks for the guest across all departments", 7),
)

# Key, name, job title, department
PEOPLE = (
    ("amara", "Amara Lindqvist", "Chief customer officer", "cx"),
    ("tobias", "Tobias Achterberg", "Chief executive", "finance"),
    ("ines", "Inês Carvalhal", "Chief operating officer", "waiters"),
    ("rowan", "Rowan Featherstone", "Chief financial officer", "finance"),
    ("priya", "Priya Ramanathan", "Chief information officer", "it"),
    ("declan", "Declan Okonjo", "Director of marketing", "marketing"),
    ("hanne", "Hanne Bergström", "Director of food", "kitchen"),
    ("samuel", "Samuel Adeyinka", "Director of people", "people"),
    ("mirela", "Mirela Stoica", "Head of compliance", "compliance"),
    ("jonah", "Jonah Whitcombe", "Head of host stands", "host-stand"),
    ("leila", "Leila Haddadi", "Host lead, north", "host-stand"),
    ("owen", "Owen Prydderch", "Host lead, south", "host-stand"),
    ("carys", "Carys Llewellyn", "Head of service", "waiters"),
    ("mateo", "Mateo Villalobos", "Service lead, north", "waiters"),
    ("nadia", "Nadia Kowalczyk", "Service lead, south", "waiters"),
    ("femi", "Femi Balogun", "Waiter and floor captain, Leeds", "waiters"),
    ("greta", "Greta Ostrowska", "Head of bars", "bar"),
    ("callum", "Callum Drysdale", "Bar manager, Bristol", "bar"),
    ("yuki", "Yuki Tanimoto", "Executive chef", "kitchen"),
    ("bruno", "Bruno Santangelo", "Head chef, Manchester", "kitchen"),
    ("aoife", "Aoife Gallagher", "Kitchen systems lead", "kitchen"),
    ("rashid", "Rashid Mahmoud", "Sous chef, Leeds", "kitchen"),
    ("wanda", "Wanda Mbeki", "Head of cleaning", "cleaning"),
    ("piotr", "Piotr Zielak", "Cleaning supervisor, Glasgow", "cleaning"),
    ("esther", "Esther Moyo", "Head of reservations", "reservations"),
    ("colin", "Colin Baverstock", "Reservations team lead", "reservations"),
    ("zara", "Zara Iqbal", "Event desk lead", "reservations"),
    ("lucas", "Lucas Ferreira", "Head of web", "web"),
    ("signe", "Signe Dahl", "Product designer", "web"),
    ("arjun", "Arjun Mehta", "App lead", "web"),
    ("beatrix", "Beatrix Holloway", "Brand manager", "marketing"),
    ("kofi", "Kofi Asante", "Loyalty manager", "marketing"),
    ("viktor", "Viktor Hrubý", "Head of store systems", "it"),
    ("maren", "Maren Tjelta", "Till programme manager", "it"),
    ("dev", "Dev Chaudhary", "Data lead", "it"),
    ("stella", "Stella Marchetti", "Head of logistics", "logistics"),
    ("gareth", "Gareth Pugh-Jones", "Depot manager, Daventry", "logistics"),
    ("anouk", "Anouk Verhoeven", "Delivery partnerships", "logistics"),
    ("hugh", "Hugh Pemberley", "Head of commercial finance", "finance"),
    ("ngozi", "Ngozi Umeh", "Billing lead", "finance"),
    ("tamsin", "Tamsin Trelawney", "Allergen officer", "compliance"),
    ("elias", "Elias Vance", "Data protection officer", "compliance"),
    ("ruth", "Ruth Abernethy", "Training lead", "people"),
    ("ivo", "Ivo Marinov", "Guest insight analyst", "cx"),
    ("paloma", "Paloma Reyes", "Complaints and recovery lead", "cx"),
    ("simon", "Simon Thackeray", "Loyalty programme manager", "marketing"),
)
# Who has left, and how many days ago
LEFT = {"simon": 121}
