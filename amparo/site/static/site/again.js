// Looks again by itself while something is being worked out. Without scripts there is the link.
setTimeout(() => location.replace(location.href), 2500);
