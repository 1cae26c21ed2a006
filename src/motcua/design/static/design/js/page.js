// @ts-check
/** What every page gets when JavaScript runs. Each module finds its own marks on the page and does nothing without them. */

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-print]"))) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
