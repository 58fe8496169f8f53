import time, asyncio, traceback
from textual._context import active_message_pump
async def test_open(work):
    async with work(size=(80,24)) as h:
        a=h.app
        orig=a._tell_changed
        n=[0]
        def tc(nouns):
            n[0]+=1
            if n[0]<5:
                print("TELL", active_message_pump.get()); traceback.print_stack(limit=4)
            orig(nouns)
        a._tell_changed=tc
        o=a.on_store_changed
        def osc(m):
            print("OSC", m._sender)
            o(m)
        await h.press("slash"); await h.type("priority:hgh"); 
        h.strike("escape")
        for i in range(5):
            await asyncio.sleep(.05); print(n)
