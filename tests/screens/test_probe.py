import time
async def test_open(work):
    t=time.time()
    async with work(size=(80,24)) as h:
        print(time.time()-t)
        t=time.time()
        await h.press(*"jjjjjjjjjj")
        print(time.time()-t)
        print(h.text)
        await h.press("enter"); print(h.text)
        await h.press("escape","n"); print(h.text)
        await h.press("escape","slash"); await h.type("priority:hgh"); print(h.text)
        await h.press("escape","question_mark"); print(h.text)
        await h.press("escape","ctrl+p"); await h.type("assi"); print(h.text)
