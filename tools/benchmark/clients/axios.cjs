const http = require('node:http');
const https = require('node:https');
const axios = require('axios');
const { body, paths, headers, deadline } = require('./request.cjs');

module.exports.create = ({ origin }) => {
  const client = axios.create({
    baseURL: origin,
    headers,
    timeout: deadline,
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  });
  return {
    send: async () => (await client.post(paths.send, body)).data,
    page: async () => (await client.get(paths.page)).data,
  };
};
