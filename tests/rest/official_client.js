// HubSpot's own client for Node against a running hubsync: node official_client.js ADDRESS TOKEN
// Prints what it found as one line of JSON; any refusal that is not expected ends it with an error.
const { Client } = require("@hubspot/api-client");

const [, , basePath, accessToken] = process.argv;
const hubspot = new Client({ accessToken, basePath });
const to = (id, associationTypeId) => [
  { to: { id }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId }] },
];
const refused = async (call) => call.then(() => null, (error) => ({ code: error.code, body: error.body }));

async function walk() {
  const told = {};
  const contacts = hubspot.crm.contacts;
  told.all = (await contacts.getAll(50, undefined, ["email"])).map((one) => one.properties.email);

  const made = await contacts.basicApi.create({ properties: { email: "ana@example.com", firstname: "Ana" }, associations: [] });
  await contacts.basicApi.update(made.id, { properties: { city: "Lisbon" } });
  const read = await contacts.basicApi.getById("ana@example.com", ["city"], undefined, undefined, false, "email");
  told.read = { same: read.id === made.id, city: read.properties.city, created: read.createdAt instanceof Date };
  told.conflict = await refused(contacts.basicApi.create({ properties: { email: "ana@example.com" }, associations: [] }));
  told.missing = await refused(contacts.basicApi.getById("999999"));
  told.wrong = await refused(contacts.basicApi.create({ properties: { nonsense: "1" }, associations: [] }));

  const inputs = ["ana@example.com", "ben@example.com"].map((id) => ({ id, idProperty: "email", properties: { city: "Paris" } }));
  told.upserted = (await contacts.batchApi.upsert({ inputs })).results.map((one) => one._new);
  const search = {
    filterGroups: [{ filters: [{ propertyName: "city", operator: "EQ", value: "paris" }] }],
    sorts: ["-email"], properties: ["email"], limit: 1, after: "0",
  };
  const first = await contacts.searchApi.doSearch(search);
  const second = await contacts.searchApi.doSearch({ ...search, after: first.paging.next.after });
  told.found = [first.total, ...[...first.results, ...second.results].map((one) => one.properties.email)];

  const deal = await hubspot.crm.deals.basicApi.create({
    properties: { dealname: "By phone", dealstage: "processed", amount: "99.8" }, associations: to(made.id, 3),
  });
  const line = await hubspot.crm.lineItems.basicApi.create({
    properties: { name: "Oak stool", price: "49.9", quantity: "2" }, associations: to(deal.id, 20),
  });
  const whole = await hubspot.crm.deals.basicApi.getById(deal.id, ["amount"], undefined, ["contacts", "line_items"]);
  told.deal = {
    amount: whole.properties.amount,
    contact: whole.associations.contacts.results[0].id === made.id,
    line: whole.associations["line items"].results[0].id === line.id,
  };
  const associated = await hubspot.crm.associations.v4.basicApi.getPage("contacts", made.id, "deals");
  told.associated = { deal: String(associated.results[0].toObjectId) === deal.id, type: associated.results[0].associationTypes[0].typeId };

  told.stages = (await hubspot.crm.pipelines.pipelinesApi.getAll("deals")).results[0].stages.map((stage) => stage.id);
  await hubspot.crm.properties.coreApi.create("contacts", {
    name: "shoe_size", label: "Shoe size", type: "number", fieldType: "number", groupName: "taste",
  });
  told.property = (await hubspot.crm.properties.coreApi.getByName("contacts", "shoe_size")).label;
  told.properties = (await hubspot.crm.properties.coreApi.getAll("deals")).results.length;
  told.owners = (await hubspot.crm.owners.ownersApi.getPage()).results.map((one) => one.email);
  await contacts.basicApi.archive(made.id);
  told.gone = (await refused(contacts.basicApi.getById(made.id))).code;
  return told;
}

walk().then(
  (told) => console.log(JSON.stringify(told)),
  (error) => { console.error(error.code, JSON.stringify(error.body), error.stack); process.exit(1); },
);
