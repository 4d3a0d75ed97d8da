"""How people say what is wrong: "it's on the blink", "keeps cutting out", "only half of every word"."""

from __future__ import annotations

SYMPTOMS = {
    "no connection": "no connection|no internet|no net|no wifi|no broadband|not connecting|not connected|won't connect"
    "|doesn't connect|can't connect|cannot connect|unable to connect|can't get online|cannot get online|can't get on"
    "|lost connection|lost internet|not working|isn't working|doesn't work|don't work|won't work|ain't working"
    "|aren't working|no longer works|stopped working|stopped|nothing works|nothing loads|nothing happens|does nothing"
    "|not loading|won't load|doesn't load|don't load|won't open|not opening|not responding|doesn't respond|won't turn on"
    "|won't start|won't boot|won't come on|won't switch on|down|dead|offline|red light|orange light|amber light"
    "|flashing red|flashing orange|no lights|no light|no power|no dial tone|no dialtone|no tone|no line|out of order"
    "|faulty|broken|bust|busted|knackered|kaput|kaputt|buggered|banjaxed|borked|conked out|packed up|packed in"
    "|on the blink|on the fritz|gone off|gone down|gone dead|died|has died|crashed|crashes|crashing|no data"
    "|can't browse|cannot browse|not going through|won't go through|not sending|won't send|can't send|cannot send"
    "|can't call|can't ring|cannot call|can't make calls|cannot make calls|can't receive calls|can't make or receive calls"
    "|not functioning|no dey work|not dey work|no work|carked it|carked|ded|deid|gone doon|doon|is mute|gone mute"
    "|call failed|calls fail|call fails|calls failing|not ringing|doesn't ring|won't ring|keeps failing|error message",
    "slow": "slow|sluggish|crawling|crawls|at a crawl|lagging|laggy|lag|lags|lagged|buffering|buffers|bufering|buffring"
    "|slower|snail|snails pace|snail's pace|dead slow|painfully slow|speed is awful|takes ages|take ages|taking ages"
    "|takes forever|take forever|taking forever|takes for ever|take for ever|takes an age|low speed|poor speed"
    "|bad speed|keeps loading|spinning|timing out|times out|high ping|high latency|jerky|slw"
    "|spiking|spikes|lag spikes|unplayable|rubber banding|rubberbanding|grinds to a halt|dog slow|freezing up|snail pace",
    "drops": "drops|dropping|droping|dropped|drop out|drops out|dropping out|dropouts|drop outs|drops off|dropping off"
    "|calls drop|keeps dropping|cuts out|cutting out|cut out|cuts off|cutting off|cut off|cuts me off|cutting me off"
    "|cuting out|keeps cutting|keeps going off|goes off|going off|goes dead|kicks me off|kicking me off|throws me off"
    "|intermittent|intermittently|disconnects|disconnecting|keeps disconnecting|on and off|off and on|in and out"
    "|comes and goes|coming and going|loses connection|losing connection|keeps losing connection|flaky|unstable"
    "|unreliable|keeps restarting|restarting|restarts|keeps rebooting|rebooting|reboots|resets itself|choppy"
    "|breaks up|breaking up",
    "noise": "noise|noisy|noises|crackling|crackle|crackles|crackly|crackley|buzzing|buzz|buzzes|hissing|hiss|hisses"
    "|hum|humming|hums|static|echo|echoes|echoing|whistling|whining|screeching|squealing|clicking|popping|scratchy"
    "|distorted|distortion|garbled|robotic|tinny|fuzzy|interference",
    "no picture": "no picture|no pictures|no image|no channels|channels missing|missing channels|black screen"
    "|blank screen|blue screen|green screen|grey screen|white screen|screen is black|screen is blank|screen goes black"
    "|frozen picture|picture freezes|picture breaks up|freezing|freezes|frozen|pixelated|pixelating|pixelation|pixels"
    "|pixellated|blocky|grainy|blurry|fuzzy picture|snowy|flickering|flickers|juddering|jumpy|scrambled|stuttering"
    "|stutters",
    "no signal": "no signal|no signals|no service|no reception|no coverage|no network|no bars|zero bars|one bar|1 bar"
    "|no 4g|no 5g|weak signal|bad signal|poor signal|low signal|patchy signal|rubbish signal|terrible signal"
    "|awful signal|crap signal|poor reception|weak reception|bad reception|rubbish reception|terrible reception"
    "|poor coverage|bad coverage|weak coverage|patchy coverage|patchy|spotty|weak network|poor network|bad network"
    "|signal is weak|signal is bad|signal is poor|signal is rubbish|signal is terrible|signal is awful|signal is shocking"
    "|network is poor|network is very poor|network is bad|network is very bad|network very poor|network very bad"
    "|can't get a signal|can't get signal|can't get any signal|can't get reception|signal's rubbish|signal's awful"
    "|signal's terrible|signal's shocking|signal's bad|signal's poor|signal's weak|signal is mince|signal's mince"
    "|lost signal|lose signal|loses signal|losing signal|hardly any signal|barely any signal|dead spot|dead zone"
    "|not spot|blackspot|black spot|black hole|emergency calls only|sos only|searching for signal",
    "no sound": "no sound|no audio|no voice|no volume|can't hear|cannot hear|don't hear|one way audio|one-way audio"
    "|half of every word|out of sync|lip sync|muffled|silent|gone quiet",
}  # fmt: skip
"""What is wrong, and the words for it. Whoever types "wont" means "won't": `lexicon` knows both spellings."""
