// In a window that closes because it saved: its copy of the text is needed no longer (see guard.js).
{
  const sent = sessionStorage.getItem("guard:sent");
  if (sent) localStorage.removeItem(sent);
}
