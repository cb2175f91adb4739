"""People's names by language: given names, family names."""

from __future__ import annotations

PEOPLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fr": (
        ("Camille", "Zoë", "Léa", "Chloé", "Inès", "Jules", "Théo", "Hélène", "Noémie", "Raphaël", "Agathe", "Maël",
         "Anaïs", "Clémence", "Baptiste", "François", "Éloïse", "Manon", "Lucas", "Solène", "Yasmine", "Karim"),
        ("Martin", "Lefèvre", "Moreau", "Garnier", "Rousseau", "Girard", "Dupré", "Bénard", "Chevalier", "Le Goff",
         "Fontaine", "Perrault", "d'Arcy", "Besançon", "Faure", "Haddad", "N'Diaye", "Vasseur", "Brossard", "Gaillard"),
    ),
    "de": (
        ("Lena", "Jürgen", "Anke", "Björn", "Sören", "Käthe", "Matthias", "Greta", "Jonas", "Ulrike", "Felix", "Heike",
         "Moritz", "Annelie", "Tobias", "Jörg", "Ayşe", "Emre"),
        ("Müller", "Schröder", "Weiß", "Krüger", "Becker", "Vogt", "Köhler", "Brandt", "Yılmaz", "Hoffmann", "Lindner",
         "Groß", "Seidel", "von Berg", "Kühn", "Franke"),
    ),
    "en": (
        ("Olivia", "James", "Amelia", "Harry", "Grace", "Oscar", "Priya", "Niamh", "Seán", "Ruby", "Marcus", "Imogen",
         "Wei", "Hannah", "Theodore", "Keisha", "Noah", "Siobhán", "Aisha", "Daniel"),
        ("Smith", "O'Brien", "Patel", "Taylor", "Hughes", "Walker", "Okafor", "Thompson", "Chen", "Fitzgerald",
         "Campbell", "Davies", "Robinson", "Nguyen", "MacLeod", "Barnes", "Johnson", "Singh"),
    ),
    "es": (
        ("Lucía", "Iñaki", "Begoña", "Andrés", "María José", "Núria", "Óscar", "Íñigo", "Valentina", "Sofía",
         "Joaquín", "Raúl", "Montserrat", "Álvaro", "Ximena", "Tomás"),
        ("Ñuñez", "Ibáñez", "García", "Fernández", "Muñoz", "Peña", "Martínez", "López", "Castaño", "Gutiérrez",
         "Serra", "Domènech", "Vázquez", "Rodríguez"),
    ),
    "it": (
        ("Giulia", "Matteo", "Niccolò", "Chiara", "Alessandra", "Davide", "Beatrice", "Simone", "Ludovica", "Fabrizio"),
        ("Rossi", "Bianchi", "D'Angelo", "Ferrari", "Colombo", "De Luca", "Ricci", "Marchetti", "Nicolò", "Greco"),
    ),
    "nl": (
        ("Sanne", "Daan", "Femke", "Bram", "Lieke", "Sjoerd", "Maartje", "Thijs", "Noor", "Joost"),
        ("de Vries", "van den Berg", "Jansen", "Bakker", "Visser", "Smit", "van Dijk", "Hoekstra", "Mulder", "Postma"),
    ),
    "pl": (
        ("Łukasz", "Zofia", "Małgorzata", "Jędrzej", "Agnieszka", "Paweł", "Żaneta", "Michał", "Kasia", "Wojciech"),
        ("Wójcik", "Kowalczyk", "Zając", "Dąbrowska", "Grabowski", "Żak", "Śliwa", "Nowak", "Piątek", "Łoś"),
    ),
    "sv": (
        ("Åsa", "Björn", "Linnéa", "Oskar", "Maja", "Gustav", "Ebba", "Håkan", "Sigrid", "Viggo"),
        ("Andersson", "Lindqvist", "Öberg", "Sjöström", "Nilsson", "Ekström", "Håkansson", "Bergström"),
    ),
    "pt": (
        ("João", "Inês", "Tiago", "Mafalda", "Gonçalo", "Conceição", "Rui", "Beatriz"),
        ("Silva", "Gonçalves", "Conceição", "Magalhães", "Araújo", "Simões", "Leitão", "Pereira"),
    ),
    "ja": (
        ("優子", "健太", "美咲", "翔太", "陽菜"),
        ("佐藤", "鈴木", "高橋", "田中", "渡辺"),
    ),
}
