import { chromium } from '@playwright/test';
import { readFileSync } from 'node:fs';
const url = readFileSync('/tmp/home-host.out','utf8').trim().split('\n')[0];
const [out, hash='#/beranda', opts='{}'] = process.argv.slice(2);
const o = JSON.parse(opts);
const b = await chromium.launch({ executablePath:'/usr/bin/chromium', args:['--no-sandbox'] });
const c = await b.newContext({ viewport:{width:o.w??1093,height:o.h??614}, deviceScaleFactor:1.25, colorScheme:o.dark?'dark':'light', contrast:o.contrast?'more':'no-preference', locale:'id-ID' });
const p = await c.newPage();
p.on('pageerror', e=>console.log('ERR',e.message)); p.on('console',m=>['error','warning'].includes(m.type())&&console.log('CON',m.text()));
await p.goto(url);
const box=p.getByLabel('Kata sandi',{exact:true});
if (await box.waitFor({timeout:3000}).then(()=>true,()=>false)) { await box.fill('contoh kantor tilik'); await box.press('Enter'); await p.getByRole('button',{name:/^Periode:/}).waitFor(); }
if (o.en) { await p.getByRole('button',{name:/^Kantor dan bahasa:/}).click(); await p.getByRole('menuitem',{name:'English'}).click(); }
await p.evaluate(h=>{location.hash=h},hash);
await p.waitForTimeout(o.wait??1500);
for (const step of o.click??[]) { await p.getByRole(step[0],{name:new RegExp(step[1])}).first().click(); await p.waitForTimeout(o.after??800); }
for (const key of o.keys??[]) { await p.keyboard.press(key); await p.waitForTimeout(400); }
if (o.time) { for (let i=0;i<5;i++) console.log(await p.evaluate(async(per)=>{const t=performance.now(); const tok=new URLSearchParams(location.search).get('token'); const r=await fetch('call',{method:'POST',headers:{'content-type':'application/json',authorization:'Bearer '+tok},body:JSON.stringify({command:'home.look',arguments:{period:per}})}); const j=await r.text(); return [performance.now()-t, j.slice(0,300)];},o.time)); }
await p.screenshot({path:out, fullPage: !!o.full}); await b.close();
