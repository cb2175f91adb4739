// Notes which records were opened in this browser, by their numbers alone, for the search to show them first.
const MOST = 6;
const key = document.getElementById("commands")?.dataset.openedKey;
const record = location.pathname.match(/^\/((?:contacts|deals|products|lists)\/\d+)\/$/)?.[1];

if (key && record) {
  const before = (localStorage.getItem(key) ?? "").split(" ").filter((one) => one && one !== record);
  localStorage.setItem(key, [record, ...before].slice(0, MOST).join(" "));
}
