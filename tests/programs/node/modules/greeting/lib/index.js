module.exports = require('./words').hello;
