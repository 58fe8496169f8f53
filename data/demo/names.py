"""Invented names of people, each with an address that nobody else has."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from rounds.data.demo.chance import Chance
from rounds.data.text import folded

DOMAIN = "example.org"
"""Kept free for examples by RFC 2606: no mail to it ever reaches anybody."""

_GIVEN = (
    "Abel Ada Adeline Aiko Alma Amara Amir Ana Anders Andrea Angela Anita Annika Arjun Arlo Asha Astrid Ayana "
    "Beatriz Benita Bo Brigid Caleb Camila Carmen Cecilia Chidi Clara Clement Cora Curtis Dalia Darnell Delia Desta "
    "Dinh Dolores Dora Eamon Edith Elena Elias Emeka Erin Esi Esther Eun Fatima Felix Fiona Frida Gabriela Gideon "
    "Gloria Grace Greta Hana Harold Hassan Hector Helen Hideo Hugo Ida Ines Ingrid Irene Isaac Ivy Jada Jamal "
    "Janelle Javier Jerome Jin Joanna Joel Jonah Josefa Joy Juana Kai Kamala Karim Kavya Keiko Kofi Lars Latoya "
    "Leila Leon Lien Lila Linh Lorena Luis Luz Mabel Malik Mara Marcus Mariam Marta Mateo Mei Mercy Mina Miriam "
    "Moses Nadia Naomi Nell Nia Nikolai Nina Noor Nuria Octavia Olga Omar Opal Oscar Owen Paloma Paula Pearl Pedro "
    "Petra Phuong Priya Quentin Rafael Rahel Ramona Rashid Renata Rhoda Rosa Ruben Ruth Sabine Salma Samir Sana "
    "Saul Selma Seth Shanice Silas Simone Sofia Soren Stella Sunil Suri Tadeo Talia Tamika Tariq Teresa Thandi Theo "
    "Thuy Tomas Tova Ulla Uma Valeria Vera Victor Viola Wanda Wei Wendell Willa Xavier Yara Yasmin Yusuf Zainab "
    "Zora"
).split()

_FAMILY = (
    "Abara Acosta Adeyemi Aldridge Amundsen Anand Arceneaux Ashby Asante Aydin Baptiste Barlow Batra Beaumont Begay "
    "Bergstrom Birdsong Blackwood Boateng Bose Brannigan Brightwater Bui Cárdenas Castellano Chavarria Cho "
    "Chowdhury Claxton Coe Crowfoot Dahl Dang Darnley Delacruz Delgado Desrosiers Diallo Dietrich Dinh Dorsett "
    "Dubois Duong Eastman Ebert Eklund Ellery Engstrom Escobedo Eze Fairweather Farouk Feng Figueroa Finch Flores "
    "Fontenot Frye Fujimoto Galván Gantt Garrity Ghosh Goodwater Goto Grantham Greenhalgh Guidry Gupta Guzmán "
    "Hadley Haddad Hale Halvorsen Hanif Hatch Hebert Herrera Hightower Holloway Hoang Huang Ibarra Ibekwe Ikeda "
    "Iverson Jaramillo Jha Joyner Kamau Kapoor Kearney Kessler Khalil Kimura Kittredge Kone Kowal Krishnan Lachance "
    "Laird Landry Larkin Leung Lightfoot Lindqvist Lomax Longtree Lovato Luong Maalouf Macklin Maddox Mahmoud Malik "
    "Marchetti Mbeki Medrano Mehta Mendieta Mistry Montoya Moreau Mukherjee Nakai Nakamura Nasser Ndiaye Nguyen "
    "Nilsson Noor Nwosu Oakes Obi Ochoa Odom Okafor Olivas Ono Ortega Osei Oyelaran Pacheco Pak Pandya Parrish "
    "Patel Peltier Pettway Pham Pierre Pineda Popov Prater Quintana Rahman Raman Rasmussen Redfern Rhee Ridgeway "
    "Rivas Rojas Rourke Ruiz Saito Salazar Sandoval Sato Savoie Seaver Sethi Shah Sharif Shirley Silva Skaar "
    "Solberg Soto Stamper Sundaram Suzuki Sweeney Tadesse Takeda Tamayo Tanaka Tate Tekle Thao Thibodeaux Toledo "
    "Tran Trujillo Tsosie Ueda Ulrich Uribe Valdez Varga Vasquez Venkat Villareal Vo Waite Wanjiru Weatherly "
    "Whitlow Wilder Xiong Yamada Yazzie Yellowtail Yoon Zamora Zapata Zeller Ziegler Zhou"
).split()

_TITLES = ("Ms.", "Mr.", "Mrs.", "Ms.", "Mr.")


@dataclass(frozen=True, slots=True)
class Name:
    """What somebody is called."""

    given: str
    family: str
    title: str
    slug: str
    """The part of the address before the @."""

    @property
    def full(self) -> str:
        """As it stands in the directory."""
        return f"{self.given} {self.family}"

    @property
    def spoken(self) -> str:
        """As colleagues say it in a ticket."""
        return f"{self.title} {self.family}"

    @property
    def mail(self) -> str:
        """The address, for examples alone."""
        return f"{self.slug}@{DOMAIN}"


class Names:
    """Gives a new name each time."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._taken: set[str] = set()

    def take(self, slug: str) -> bool:
        """Keep `slug` for somebody; False where it has gone."""
        if slug in self._taken:
            return False
        self._taken.add(slug)
        return True

    def new(self) -> Name:
        """Somebody whose address is free: `dwhitlow`, else `dana.whitlow`, else with a figure."""
        given, family = self._chance.one(_GIVEN), self._chance.one(_FAMILY)
        first, last = folded(given), folded(family)
        for slug in (first[0] + last, f"{first}.{last}"):
            if self.take(slug):
                return Name(given, family, self._chance.one(_TITLES), slug)
        slug = next(slug for n in count(2) if self.take(slug := f"{first}.{last}{n}"))
        return Name(given, family, self._chance.one(_TITLES), slug)

    def login(self, name: Name) -> str:
        """A technician's account: the family name, or the address's first part where that has gone."""
        short = folded(name.family)
        return short if self.take(f"login {short}") else name.slug
