"""Where customers live: real cities, regions and postal codes, as Shopify spells them."""

from __future__ import annotations

from typing import NamedTuple

from demo_store.records import Place


class Country(NamedTuple):
    """`share` is parts in a thousand of the customers; `vat` percent included in prices (None: sold without)."""

    name: str
    code: str
    language: str
    locale: str
    share: int
    vat: int | None
    shipping: int
    currency: str
    rate: float
    phone: str
    streets: tuple[str, ...]
    cities: tuple[tuple[str, str | None, str | None, tuple[str, ...]], ...]

    def places(self) -> list[tuple[Place, str]]:
        """Every (place, postal code) of the country."""
        return [
            (Place(city, province, code, self.name, self.code), postal_code)
            for city, province, code, postal_codes in self.cities
            for postal_code in postal_codes
        ]


# Telephone patterns are of the ranges that regulators keep for fiction, or have too few digits to ring; # = a digit.
COUNTRIES: tuple[Country, ...] = (
    Country(
        "France",
        "FR",
        "fr",
        "fr",
        400,
        20,
        590,
        "EUR",
        1.0,
        "+3363998####",
        (
            "{n} rue des Lilas",
            "{n} avenue Victor-Hugo",
            "{n} bis, rue de l'Église",
            "{n} quai de la Loire",
            "{n} boulevard Voltaire",
            "{n} impasse du Moulin",
            "{n} place de la République",
        ),
        (
            ("Paris", None, None, ("75003", "75010", "75011", "75014", "75018", "75020")),
            ("Lyon", None, None, ("69001", "69003", "69007")),
            ("Marseille", None, None, ("13001", "13006", "13008")),
            ("Nantes", None, None, ("44000", "44100")),
            ("Bordeaux", None, None, ("33000", "33800")),
            ("Lille", None, None, ("59000", "59800")),
            ("Strasbourg", None, None, ("67000",)),
            ("Saint-Étienne", None, None, ("42000",)),
            ("Besançon", None, None, ("25000",)),
            ("Rennes", None, None, ("35000", "35700")),
            ("Montpellier", None, None, ("34000",)),
            ("Nîmes", None, None, ("30000",)),
            ("Aix-en-Provence", None, None, ("13100",)),
        ),
    ),
    Country(
        "Germany",
        "DE",
        "de",
        "de",
        140,
        19,
        890,
        "EUR",
        1.0,
        "+4930231257##",
        ("Lindenstraße {n}", "Am Mühlbach {n}", "Goethestraße {n}a", "Königsallee {n}", "Kastanienweg {n}"),
        (
            ("Berlin", None, None, ("10115", "10245", "12047", "13353")),
            ("Hamburg", None, None, ("20095", "22765")),
            ("München", None, None, ("80331", "81667")),
            ("Köln", None, None, ("50667", "50823")),
            ("Nürnberg", None, None, ("90402",)),
            ("Düsseldorf", None, None, ("40213",)),
            ("Leipzig", None, None, ("04109",)),
        ),
    ),
    Country(
        "Belgium",
        "BE",
        "fr",
        "fr",
        70,
        21,
        790,
        "EUR",
        1.0,
        "+3247000####",
        ("Rue Haute {n}", "Chaussée d'Ixelles {n}", "Meir {n}", "Rue Saint-Gilles {n}"),
        (
            ("Bruxelles", None, None, ("1000", "1050", "1060")),
            ("Liège", None, None, ("4000",)),
            ("Antwerpen", None, None, ("2000",)),
            ("Gent", None, None, ("9000",)),
            ("Namur", None, None, ("5000",)),
        ),
    ),
    Country(
        "Netherlands",
        "NL",
        "nl",
        "nl",
        60,
        21,
        890,
        "EUR",
        1.0,
        "+31612345###",
        ("Prinsengracht {n}", "Kerkstraat {n}", "Oudegracht {n}", "Laan van Meerdervoort {n}"),
        (
            ("Amsterdam", None, None, ("1015 DX", "1017 VN")),
            ("Utrecht", None, None, ("3511 AL",)),
            ("Rotterdam", None, None, ("3011 HE",)),
            ("'s-Gravenhage", None, None, ("2517 AN",)),
        ),
    ),
    Country(
        "Spain",
        "ES",
        "es",
        "es",
        70,
        21,
        990,
        "EUR",
        1.0,
        "+3460000####",
        ("Calle de Alcalá {n}", "Carrer de Mallorca {n}, 2º 1ª", "Avenida de la Constitución {n}", "Gran Vía {n}"),
        (
            ("Madrid", "Madrid", "M", ("28004", "28010", "28014")),
            ("Barcelona", "Barcelona", "B", ("08008", "08024")),
            ("Donostia-San Sebastián", "Gipuzkoa", "SS", ("20004",)),
            ("A Coruña", "A Coruña", "C", ("15003",)),
            ("Sevilla", "Sevilla", "SE", ("41001",)),
        ),
    ),
    Country(
        "Italy",
        "IT",
        "it",
        "it",
        50,
        22,
        990,
        "EUR",
        1.0,
        "+3932000####",
        ("Via Garibaldi {n}", "Corso Magenta {n}", "Via della Libertà {n}", "Piazza San Marco {n}"),
        (
            ("Milano", "Milano", "MI", ("20121", "20144")),
            ("Roma", "Roma", "RM", ("00153", "00184")),
            ("Torino", "Torino", "TO", ("10121",)),
            ("Forlì", "Forlì-Cesena", "FC", ("47121",)),
        ),
    ),
    Country(
        "United Kingdom",
        "GB",
        "en",
        "en-GB",
        70,
        None,
        1290,
        "GBP",
        0.86,
        "+447700900###",
        ("{n} Church Lane", "Flat 3, {n} Mill Road", "{n} Victoria Terrace", "{n} The Green"),
        (
            ("London", "England", "ENG", ("E8 1DY", "N16 7XB", "SE15 4ST", "SW2 5UD")),
            ("Bristol", "England", "ENG", ("BS6 5RJ",)),
            ("Edinburgh", "Scotland", "SCT", ("EH6 6RA",)),
            ("Cardiff", "Wales", "WLS", ("CF11 9LJ",)),
        ),
    ),
    Country(
        "United States",
        "US",
        "en",
        "en",
        50,
        None,
        2490,
        "USD",
        1.09,
        "+12#255501##",
        ("{n} Maple Street", "{n} N 6th Ave", "{n} Ocean Parkway, Apt 4B", "{n} Valencia St"),
        (
            ("Brooklyn", "New York", "NY", ("11215", "11238")),
            ("Portland", "Oregon", "OR", ("97214",)),
            ("San Francisco", "California", "CA", ("94110",)),
            ("Austin", "Texas", "TX", ("78704",)),
            ("Chicago", "Illinois", "IL", ("60622",)),
        ),
    ),
    Country(
        "Canada",
        "CA",
        "en",
        "en-CA",
        30,
        None,
        2490,
        "CAD",
        1.48,
        "+12#255501##",
        ("{n} rue Saint-Denis", "{n} Queen St W", "{n} Commercial Drive"),
        (
            ("Montréal", "Quebec", "QC", ("H2J 2L1", "H2W 1Y4")),
            ("Toronto", "Ontario", "ON", ("M6J 1E3",)),
            ("Vancouver", "British Columbia", "BC", ("V5L 3X9",)),
        ),
    ),
    Country(
        "Poland",
        "PL",
        "pl",
        "pl",
        20,
        23,
        1190,
        "EUR",
        1.0,
        "+4850000####",
        ("ul. Świętokrzyska {n}", "ul. Długa {n}/4", "al. Jerozolimskie {n}"),
        (
            ("Warszawa", None, None, ("00-049",)),
            ("Kraków", None, None, ("31-047",)),
            ("Łódź", None, None, ("90-001",)),
            ("Gdańsk", None, None, ("80-831",)),
        ),
    ),
    Country(
        "Sweden",
        "SE",
        "sv",
        "sv",
        15,
        25,
        1290,
        "EUR",
        1.0,
        "+46701740###",
        ("Götgatan {n}", "Storgatan {n}", "Vallgatan {n}"),
        (
            ("Stockholm", None, None, ("116 21", "118 30")),
            ("Göteborg", None, None, ("411 16",)),
            ("Malmö", None, None, ("211 22",)),
        ),
    ),
    Country(
        "Portugal",
        "PT",
        "pt",
        "pt-PT",
        15,
        23,
        1190,
        "EUR",
        1.0,
        "+3519100####",
        ("Rua Augusta {n}", "Travessa do Poço {n}", "Rua de Santa Catarina {n}"),
        (("Lisboa", "Lisboa", "PT-11", ("1100-048",)), ("Porto", "Porto", "PT-13", ("4000-442",))),
    ),
    Country(
        "Japan",
        "JP",
        "ja",
        "ja",
        10,
        None,
        2990,
        "EUR",
        1.0,
        "+81300####",
        ("神宮前{n}-2-5", "本町{n}-8"),
        (("渋谷区", "Tokyo", "JP-13", ("150-0001",)), ("京都市中京区", "Kyoto", "JP-26", ("604-8005",))),
    ),
)
