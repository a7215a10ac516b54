module.exports = {
  routes: [
    { method: 'GET', path: '/digest', handler: 'novel.digest' },
    { method: 'POST', path: '/stamp', handler: 'novel.stamp' },
  ],
};
