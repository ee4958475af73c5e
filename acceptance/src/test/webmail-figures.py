import socket, ssl, sys, time, random, http.client, re, urllib.parse
host='localhost'; imaps=int(sys.argv[1]); https=int(sys.argv[2]); login,password=sys.argv[3],sys.argv[4]; count=int(sys.argv[5]) if len(sys.argv)>5 else 100000
ctx=ssl._create_unverified_context()
words='post rider Brussels letter seal horse Augsburg road inn winter parcel route Innsbruck horn Milan hour stage ledger ink courier'.split()
random.seed(1)
if count:
    s=ctx.wrap_socket(socket.create_connection((host,imaps)),server_hostname=host); f=s.makefile('rwb')
    f.readline()
    def cmd(t,c):
        f.write(f'{t} {c}\r\n'.encode()); f.flush()
        while True:
            l=f.readline()
            if l.startswith(t.encode()): return l
    print(cmd('a',f'LOGIN {login} {password}'))
    t=time.time(); n=0
    while n<count:
        parts=[]
        for i in range(500):
            text=' '.join(random.choice(words) for _ in range(200))
            m=f'From: {random.choice(words)} <{random.choice(words)}@example.net>\r\nTo: {login}@example.org\r\nSubject: {random.choice(words)} {n+i}\r\nMessage-ID: <{n+i}@example.net>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0100\r\nContent-Type: text/{"html" if i%2 else "plain"}; charset=utf-8\r\n\r\n{"<p style=color:red>" if i%2 else ""}{text}\r\n'.encode()
            parts.append(b' {%d+}\r\n'%len(m)+m)
        f.write(b'b APPEND INBOX'+b''.join(parts)+b'\r\n'); f.flush()
        while True:
            l=f.readline()
            if l.startswith(b'b '): break
        if b'OK' not in l: print(l); break
        n+=500
    print('appended',n,time.time()-t)
c=http.client.HTTPSConnection(host,https,context=ctx); cookies={}
def req(method,path,body=None):
    h={'Cookie':'; '.join(f'{k}={v}' for k,v in cookies.items())}
    if body: h['Content-Type']='application/x-www-form-urlencoded'
    t=time.perf_counter(); c.request(method,path,body,h); r=c.getresponse(); d=r.read(); t=time.perf_counter()-t
    for k,v in r.getheaders():
        if k.lower()=='set-cookie': n,_,x=v.partition('='); cookies[n]=x.split(';')[0]
    return r.status,d.decode(),t*1000
s,d,_=req('GET','/login'); tok=re.search(r'name="_csrf" value="([^"]+)"',d).group(1)
print(req('POST','/login',urllib.parse.urlencode({'_csrf':tok,'login':login,'password':password}))[0])
s,d,t=req('GET','/webmail'); print('first list',s,len(d),round(t,1),re.search(r'id="total">([^<]*)',d).group(1))
box=re.search(r'/webmail/m/(\d+)-(\d+)',d); mb,top=box.group(1),int(box.group(2))
def measure(name,paths):
    ts=[]
    for p in paths:
        s,d,t=req('GET',p); assert s==200,(s,p); ts.append(t)
    ts=sorted(ts[len(ts)//4:]); print(name,'n',len(ts),'p50',round(ts[len(ts)//2],1),'p95',round(ts[int(len(ts)*.95)],1),'bytes',len(d))
measure('list first page',['/webmail']*400)
measure('list random page',[f'/webmail?page={random.randint(1,2000)}' for _ in range(400)])
measure('list unread filter',['/webmail?only=flagged']*100)
measure('message',[f'/webmail/m/{mb}-{random.randint(1,top)}' for _ in range(400)])
measure('message frame',[f'/webmail/m/{mb}-{2*random.randint(1,top//2-1)}/html' for _ in range(400)])
measure('conversation',[f'/webmail/m/{mb}-{random.randint(1,top)}/conversation' for _ in range(40)])
measure('search word',['/webmail/search?q=Augsburg+from:horse']*40)
