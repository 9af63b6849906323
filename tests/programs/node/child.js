'use strict';
process.once('message', ({ question }) => {
  process.send({ answer: question + 1 });
  process.disconnect();
});
