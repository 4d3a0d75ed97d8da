// A second message centre for tests, by another author (npm `smpp`), steered over HTTP: node centre.js SMPP_PORT CONTROL_PORT
const http = require("http");
const smpp = require("smpp");

const [smppPort, controlPort] = process.argv.slice(2).map(Number);
const sessions = new Set();
const taken = [];
let statuses = [];

smpp.createServer((session) => {
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.system_id === "dialtone" && pdu.password === "secret";
    session.send(pdu.response(known ? {} : { command_status: smpp.ESME_RINVPASWD }));
    if (known) sessions.add(session);
  });
  session.on("submit_sm", (pdu) => take(session, pdu));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("close", () => sessions.delete(session));
  session.on("error", () => sessions.delete(session));
}).listen(smppPort, "127.0.0.1");

function take(session, pdu) {
  const status = statuses.shift() || 0;
  if (status) return session.send(pdu.response({ command_status: status }));
  const id = `n${taken.length + 1}`;
  const { message, udh } = pdu.short_message;
  taken.push({ id, to: pdu.destination_addr, source: pdu.source_addr, text: message, parts: udh ? udh[udh.length - 2] : 1 });
  session.send(pdu.response({ message_id: id }));
  const receipt = `id:${id} sub:001 dlvrd:001 submit date:2609151000 done date:2609151001 stat:DELIVRD err:000 text:`;
  session.deliver_sm({ esm_class: 4, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, short_message: receipt });
}

const acts = {
  taken: (body, done) => done({ taken, bound: sessions.size }),
  answer: (body, done) => { statuses = body.statuses; done({}); },
  drop: (body, done) => { sessions.forEach((session) => session.destroy()); done({}); },
  write: (body, done) => {
    const [session] = sessions;
    const told = { source_addr_ton: 1, source_addr_npi: 1, source_addr: body.from, destination_addr: "60010", short_message: body.text };
    session.deliver_sm(told, (answer) => done({ status: answer.command_status }));
  },
};

http.createServer((request, response) => {
  let body = "";
  request.on("data", (some) => { body += some; });
  request.on("end", () => acts[request.url.slice(1)](body ? JSON.parse(body) : {}, (said) => response.end(JSON.stringify(said))));
}).listen(controlPort, "127.0.0.1", () => console.log("listening"));
