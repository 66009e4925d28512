// Makes each story one that is stepped through, by its buttons or the arrow keys. Without this script all moments of a
// story stand below each other.
"use strict";
(() => {
  const show = (story, wanted) => {
    const moments = story.querySelectorAll(":scope > .moments > .moment");
    const at = Math.max(0, Math.min(wanted, moments.length - 1));
    moments.forEach((moment, index) => { moment.hidden = index !== at; });
    story.dataset.at = at;
    story.querySelector(".where").textContent = moments[at].dataset.count;
    story.querySelector(".back").setAttribute("aria-disabled", at === 0);
    story.querySelector(".next").setAttribute("aria-disabled", at === moments.length - 1);
  };
  const stories = [...document.querySelectorAll(".story")];
  for (const story of stories) {
    story.classList.add("stepped");
    story.tabIndex = 0;
    story.querySelector(".controls").hidden = false;
    story.querySelector(".back").addEventListener("click", () => show(story, +story.dataset.at - 1));
    story.querySelector(".next").addEventListener("click", () => show(story, +story.dataset.at + 1));
    show(story, 0);
  }
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  // The keys are for the story that has the focus, or else for the one that is in sight.
  const meant = () => document.activeElement?.closest(".story") ?? stories.find((story) => {
    const box = story.getBoundingClientRect();
    return box.height > 0 && box.bottom > innerHeight * 0.3 && box.top < innerHeight * 0.7;
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const story = meant();
    if (!story) return;
    const at = +story.dataset.at;
    const wanted = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: Infinity }[event.key];
    if (wanted === undefined || ((event.key === "Home" || event.key === "End") && !document.activeElement.closest(".story"))) return;
    event.preventDefault();
    show(story, wanted);
  });
})();
