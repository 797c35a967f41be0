/* Offers names while one is typed into a box that names something (data-names). Without this script
 * the name is looked up when the form is sent. */

const WAIT_MILLISECONDS = 150;
let waiting = 0;

document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.dataset?.names || !box.list) {
    return;
  }
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => offer(box), WAIT_MILLISECONDS);
});

async function offer(box) {
  const typed = box.value.trim();
  const query = new URLSearchParams({ q: typed });
  const response = typed && (await fetch(`/names/${box.dataset.names}?${query}`));
  if (response && response.ok && box.value.trim() === typed) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    box.list.replaceChildren(...page.querySelectorAll("option"));
  }
}
