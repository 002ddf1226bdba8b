// Shows how far a running job is: every two seconds, the part of the page that says so. Without it, a link does.
"use strict";
(() => {
  const part = () => document.querySelector("[data-progress]");
  const look = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-progress]");
      if (!now || now.dataset.progress !== "running") return location.reload();
      part().querySelector("[role=status]").innerHTML = now.querySelector("[role=status]").innerHTML;
      part().querySelector("progress").value = now.querySelector("progress").value;
    } catch { /* the connection is gone for a moment: look again */ }
    setTimeout(look, 2000);
  };
  if (part() && part().dataset.progress === "running") setTimeout(look, 2000);
})();
