"""What Maison Alder sells: one row a product."""

from __future__ import annotations

from typing import NamedTuple


class Ware(NamedTuple):
    """`price` and the variants' surcharges in cents; `drawing` names a shape of `storefront.drawings`."""

    title: str
    kind: str
    vendor: str
    collection: str
    price: int
    grams: int
    drawing: str
    option: str
    variants: tuple[tuple[str, int], ...]
    tags: str
    text: str


# A table reads better as one: a row a product.
# fmt: off
_CLAY, _OAK, _LINEN, _LIGHT, _GLASS = "Atelier Brume", "Nordvik", "Lin & Laine", "Lueur", "Verrerie Sault"
_HOME = "Maison Alder"

WARES: tuple[Ware, ...] = (
    Ware("Oslo Table Lamp", "Lighting", _LIGHT, "Lighting", 12900, 2100, "lamp", "Colour",
         (("Sage", 0), ("Clay", 0), ("Charcoal", 0)), "lamp, bedside, new",
         "A low, round lamp for the far end of a room."),
    Ware("Pivot Floor Lamp", "Lighting", _LIGHT, "Lighting", 24900, 6400, "floor_lamp", "Finish",
         (("Brass", 2000), ("Black steel", 0)), "lamp, reading",
         "One arm, one joint, light exactly where the page is."),
    Ware("Paper Moon Pendant", "Lighting", _LIGHT, "Lighting", 8900, 600, "pendant", "Diameter",
         (("40 cm", 0), ("60 cm", 3000)), "lamp, paper",
         "Washi paper over a bamboo frame, folded flat for the journey."),
    Ware("Brass Wall Sconce", "Lighting", _LIGHT, "Lighting", 11500, 900, "sconce", "", (), "lamp, brass",
         "Unlacquered brass that darkens where hands reach for it."),
    Ware("Beeswax Candles, Set of 6", "Candles", _HOME, "Lighting", 2400, 480, "candle", "", (), "candle, gift",
         "Hand-dipped in the Jura; eight hours each."),
    Ware("Fig Leaf Candle", "Candles", _HOME, "Lighting", 3200, 520, "jar_candle", "Size",
         (("180 g", 0), ("400 g", 2300)), "candle, scent, gift, bestseller", "Green, milky, not sweet."),
    Ware("Alder Dining Chair", "Furniture", _OAK, "Furniture", 22900, 5200, "chair", "Wood",
         (("Oak", 0), ("Walnut", 6000), ("Black ash", 2000)), "chair, dining, bestseller",
         "A straight back that turns out to be comfortable through the cheese course."),
    Ware("Alder Armchair", "Furniture", _OAK, "Furniture", 64900, 16500, "armchair", "Fabric",
         (("Oat bouclé", 0), ("Moss wool", 4000), ("Rust linen", 0)), "chair, living",
         "Deep enough for two children and a book."),
    Ware("Three-Legged Stool", "Furniture", _OAK, "Furniture", 9900, 2600, "stool", "Height",
         (("45 cm", 0), ("65 cm", 2000)), "stool, kitchen", "Turned from offcuts of our tables."),
    Ware("Tréteau Dining Table", "Furniture", _OAK, "Furniture", 119000, 48000, "table", "Length",
         (("160 cm", 0), ("200 cm", 20000), ("240 cm", 42000)), "table, dining, made-to-order",
         "Solid oak on trestles; comes apart with one key."),
    Ware("Round Side Table", "Furniture", _OAK, "Furniture", 18900, 5800, "side_table", "", (), "table, living",
         "Room for a lamp, a glass and nothing else."),
    Ware("Ladder Shelf", "Furniture", _OAK, "Furniture", 27900, 11800, "shelf", "Wood",
         (("Oak", 0), ("White ash", 0)), "shelf, storage", "Leans; needs two screws and ten minutes."),
    Ware("Entrance Bench", "Furniture", _OAK, "Furniture", 34900, 13000, "bench", "", (), "bench, hall",
         "Boots below, bags beside, somebody putting on shoes on top."),
    Ware("Arch Mirror", "Decoration", _HOME, "Decoration", 15900, 7200, "mirror", "Size",
         (("Small", 0), ("Large", 9000)), "mirror, hall", "Oak frame, bevelled by hand."),
    Ware("Brume Vase", "Decoration", _CLAY, "Decoration", 5900, 1400, "vase", "Glaze",
         (("Sea mist", 0), ("Chalk", 0), ("Ink", 500)), "vase, ceramic, bestseller, gift",
         "Thrown, then left alone: no two lean the same way."),
    Ware("Bud Vase Trio", "Decoration", _CLAY, "Decoration", 4500, 900, "bud_vases", "", (), "vase, ceramic, gift",
         "For the flower that broke off."),
    Ware("Tall Floor Vase", "Decoration", _CLAY, "Decoration", 14900, 6100, "tall_vase", "", (), "vase, ceramic",
         "Made for branches."),
    Ware("Terracotta Planter", "Garden", _CLAY, "Decoration", 2900, 2400, "pot", "Diameter",
         (("14 cm", 0), ("20 cm", 1400), ("28 cm", 3400)), "planter, garden",
         "Frost-proof to −15 °C, with its saucer."),
    Ware("Hanging Planter", "Garden", _CLAY, "Decoration", 3900, 1300, "hanging_pot", "", (), "planter, garden",
         "With a leather strap that ages well."),
    Ware("Station Wall Clock", "Decoration", _HOME, "Decoration", 9500, 1100, "clock", "", (), "clock, kitchen",
         "Silent movement, loud opinion about lateness."),
    Ware("Framed Print, Dunes", "Decoration", _HOME, "Decoration", 7900, 1800, "print", "Frame",
         (("Oak", 0), ("Black", 0)), "art, print", "Giclée on cotton paper, 40 × 50 cm."),
    Ware("Wool Throw", "Textiles", _LINEN, "Textiles", 11900, 1300, "throw", "Colour",
         (("Oat", 0), ("Heather", 0), ("Forest", 0), ("Rust", 0)), "throw, wool, bestseller, gift",
         "Woven in Lozère of wool that never left the region."),
    Ware("Linen Cushion", "Textiles", _LINEN, "Textiles", 4900, 700, "cushion", "Colour",
         (("Natural", 0), ("Clay", 0), ("Sage", 0)), "cushion, linen",
         "Stone-washed; the feather filling is included."),
    Ware("Linen Bedding Set", "Textiles", _LINEN, "Textiles", 19900, 2900, "bedding", "Size",
         (("140 × 200", 0), ("200 × 200", 4000), ("240 × 220", 7000)), "bed, linen",
         "Gets better for about thirty years."),
    Ware("Waffle Towel Pair", "Textiles", _LINEN, "Textiles", 3900, 620, "towel", "Colour",
         (("White", 0), ("Sage", 0)), "bath, cotton", "Dries you, then itself."),
    Ware("Handwoven Rug", "Textiles", _LINEN, "Textiles", 38900, 8800, "rug", "Size",
         (("120 × 180", 0), ("170 × 240", 26000)), "rug, wool", "Undyed wool; the stripes are two kinds of sheep."),
    Ware("Linen Napkins, Set of 4", "Textiles", _LINEN, "Table", 3600, 320, "napkin", "Colour",
         (("Natural", 0), ("Ink", 0)), "linen, dining, gift", "With a hem that survives weddings."),
    Ware("Apron", "Textiles", _LINEN, "Table", 4200, 380, "apron", "", (), "linen, kitchen, gift",
         "Two pockets, long strings."),
    Ware("Everyday Mug", "Tableware", _CLAY, "Table", 1900, 380, "mug", "Glaze",
         (("Chalk", 0), ("Sea mist", 0), ("Ember", 0)), "mug, ceramic, bestseller, gift", "Holds 30 cl and a thumb."),
    Ware("Espresso Cups, Set of 2", "Tableware", _CLAY, "Table", 2600, 420, "cups", "", (), "mug, ceramic, gift",
         "Thick walls, short conversations."),
    Ware("Stoneware Plate", "Tableware", _CLAY, "Table", 2200, 720, "plate", "Diameter",
         (("21 cm", 0), ("27 cm", 700)), "plate, ceramic, dining, bestseller", "Stacks without arguing."),
    Ware("Serving Bowl", "Tableware", _CLAY, "Table", 4800, 1500, "bowl", "", (), "bowl, ceramic, dining",
         "Large enough for the salad that everyone says they will not finish."),
    Ware("Ramen Bowl", "Tableware", _CLAY, "Table", 2800, 640, "ramen", "Glaze",
         (("Ink", 0), ("Ember", 0)), "bowl, ceramic", "With a notch for the chopsticks."),
    Ware("Teapot No. 3", "Tableware", _CLAY, "Table", 6900, 1100, "teapot", "", (), "tea, ceramic, gift",
         "The first two dripped."),
    Ware("Tumblers, Set of 4", "Glassware", _GLASS, "Table", 3400, 1000, "tumblers", "Tint",
         (("Clear", 0), ("Smoke", 400)), "glass, dining", "Recycled glass, bubbles included."),
    Ware("Carafe", "Glassware", _GLASS, "Table", 3900, 860, "carafe", "", (), "glass, dining", "One litre, no drip."),
    Ware("Cast-Iron Casserole", "Kitchen", _HOME, "Kitchen", 17900, 5400, "casserole", "Colour",
         (("Moss", 0), ("Brick", 0)), "kitchen, pot, bestseller", "Four litres, for the whole winter."),
    Ware("Copper Saucepan", "Kitchen", _HOME, "Kitchen", 13900, 1900, "saucepan", "", (), "kitchen, pot",
         "Tinned inside, made in Villedieu."),
    Ware("Olive Wood Board", "Kitchen", _HOME, "Kitchen", 5400, 1600, "board", "Size",
         (("Small", 0), ("Large", 2600)), "kitchen, wood, gift", "Oil it twice a year and leave it to your children."),
    Ware("Pestle & Mortar", "Kitchen", _HOME, "Kitchen", 4600, 3900, "mortar", "", (), "kitchen, stone",
         "Granite from Brittany."),
    Ware("Chef's Knife", "Kitchen", _HOME, "Kitchen", 9800, 340, "knife", "Handle",
         (("Boxwood", 0), ("Walnut", 800)), "kitchen, knife", "Carbon steel from Thiers: dry it at once."),
    Ware("Pour-Over Set", "Kitchen", _GLASS, "Kitchen", 5900, 1200, "pourover", "", (), "coffee, glass, gift",
         "Slow, on purpose."),
    Ware("Willow Basket", "Storage", _HOME, "Storage", 5200, 1400, "basket", "Size",
         (("Medium", 0), ("Large", 2200)), "storage, wicker, bestseller", "For logs, toys, or a cat."),
    Ware("Felt Storage Box", "Storage", _LINEN, "Storage", 2700, 520, "box", "Colour",
         (("Grey", 0), ("Moss", 0)), "storage, felt", "Folds flat when life is tidy."),
    Ware("Wall Hooks, Set of 3", "Storage", _OAK, "Storage", 2900, 330, "hooks", "", (), "storage, hall",
         "Turned oak, hidden screw."),
    Ware("Broom & Dustpan", "Household", _HOME, "Storage", 4400, 900, "broom", "", (), "household",
         "Horsehair; too handsome to hide."),
    Ware("Marseille Soap, 300 g", "Household", _HOME, "Storage", 890, 310, "soap", "", (), "household, bath, gift",
         "Olive oil, soda, salt, patience."),
    Ware("Maison Alder Gift Card", "Gift Card", _HOME, "Gifts", 2500, 0, "gift_card", "Amount",
         (("€25", 0), ("€50", 2500), ("€100", 7500)), "gift", "Sent by e-mail; never expires."),
)

# Sold earlier and deleted since: order lines keep their words, and nothing else (Shopify answers `product: null`).
DELETED_WARES: tuple[tuple[str, str, int, int], ...] = (
    ("Rattan Peacock Chair", "MA-OLD-01", 31900, 7400),
    ("Macramé Wall Hanging", "MA-OLD-02", 6900, 600),
    ("Neon Cactus Lamp", "MA-OLD-03", 3900, 500),
)
# Typed in by staff on draft and POS orders: lines without any product.
CUSTOM_LINES: tuple[tuple[str, int], ...] = (
    ("Delivery to the third floor", 4500), ("Made to measure: table top", 38000), ("Repair of a chair seat", 8500),
    ("Gift wrapping", 500),
)
