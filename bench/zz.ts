import { encodePost } from '#lib/protocols/index.ts';
import { readItems } from '#lib/feed/items.ts';
import { encodeTx } from '#lib/chain/tx.ts';
import { encodeEnvelope } from '#lib/envelopes/index.ts';
import { concatBytes } from '#lib/bytes/concat.ts';
import { asSats, asTxid } from '#lib/bytes/brand.ts';
const owner = new Uint8Array(20).fill(7);
const p2pkh = concatBytes([Uint8Array.of(0x76,0xa9,20), owner, Uint8Array.of(0x88,0xac)]);
function tx(form: string, n: number, seed: number) {
  const outputs = Array.from({length:n},(_,i)=>{
    const text=`Note ${seed}.${i}: a gull near the mole, in no hurry, and the ferry was late again today.`;
    if (form==='plain') { const body = new TextEncoder().encode(JSON.stringify({p:'.bitter',username:'mira.bitter',op:'post',content:text}));
      return {sats: asSats(1), script: concatBytes([p2pkh, encodeEnvelope({contentType:'text/plain;charset=utf-8', body})])}; }
    const d = encodePost({text,owner,handle:'mira'});
    return {sats: asSats(d.sats), script: d.script};
  });
  return encodeTx({version:1,inputs:[{prevTxid:asTxid('11'.repeat(32)),prevVout:0,script:new Uint8Array(107),sequence:0xffffffff}],outputs,lockTime:0});
}
const cpu=()=>{const u=process.threadCpuUsage();return (u.user+u.system)/1000};
for (const form of process.argv.slice(2)) {
  const txs = Array.from({length:300},(_,s)=>tx(form,100,s));
  console.log(form, txs[0].length/100, readItems(txs[0],'bsv')[0]);
  for (let r=0;r<4;r++){
    let t=cpu(); let n=0; for (const raw of txs) n+=readItems(raw,'bsv').length; const c=cpu()-t;
    console.log(form, 'items ns',(c*1e6/n).toFixed(0));
  }
}
