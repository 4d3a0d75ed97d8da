"""How Germans say what is wrong: "geht nicht", "bricht dauernd ab", "ruckelt", "kein Netz"."""

from __future__ import annotations

SYMPTOMS = {
    "no signal": r"kein(?:en|e)? (?:netz|empfang|signal|balken)|schlechte[nr]? (?:empfang|netz)|funkloch|ohne empfang"
    r"|(?:nur|bloß) (?:ein|1) balken|nur notrufe?|empfang (?:ist )?(?:schlecht|mies|weg)|netz (?:ist )?(?:weg|schlecht)"
    r"|kaum (?:netz|empfang)|sucht (?:nach )?netz",
    "no picture": r"kein(?:en)? bild|bild (?:ist )?(?:weg|schwarz|eingefroren|gestört)|schwarze[rs]? (?:bildschirm|bild)"
    r"|bildschirm (?:bleibt |ist )?schwarz|friert (?:\w+ ){0,3}ein|eingefroren|ruckelt|klötzchen|verpixelt|pixel(?:t|ig)?"
    r"|flackert|keine sender|sender (?:fehlen|weg)|flimmert|bildaussetzer",
    "no sound": r"kein(?:en)? ton|ton (?:ist )?weg|ohne ton|hör(?:e|t|en)? (?:\w+ ){0,3}nichts|stumm|nicht synchron",
    "noise": r"rauscht|rauschen|knackt|knacken|knistert|knistern|brummt|brummen|summt|pfeift|echo|hallt|verzerrt"
    r"|störgeräusche?|krächzt|scheppert|zischt",
    "drops": r"bricht (?:\w+ ){0,4}(?:ab|zusammen)|abbrüche?|verbindungsabbrüche?|abgebrochen|fällt (?:\w+ ){0,4}aus"
    r"|fliegt? (?:\w+ ){0,3}raus|geht an und aus|instabil|wackelkontakt|startet (?:\w+ ){0,3}neu|unterbricht|aussetzer"
    r"|verliert (?:\w+ ){0,3}verbindung|immer wieder weg|ständig weg|dauernd weg|abgehackt|mal da,? mal nicht",
    "slow": r"langsam(?:er|es)?|lahm(?:t|es|er)?|schneckentempo|kriecht|zu wenig (?:speed|geschwindigkeit)|lädt ewig"
    r"|dauert ewig|lagt|laggt|puffert|ewig(?:e)? ladezeit(?:en)?|hoher ping|schleicht|tröpfelt|zäh|buffert",
    "no connection": r"kein(?:e|en)? (?:verbindung|internet|wlan|anschluss|freizeichen|wählton|strom|leitung|dsl)"
    r"|geht (?:\w+ ){0,4}nicht(?: mehr)?|gehen (?:\w+ ){0,4}nicht(?: mehr)?|funktioniert (?:\w+ ){0,4}nicht(?: mehr)?"
    r"|funktionieren (?:\w+ ){0,4}nicht(?: mehr)?|nicht (?:mehr )?online|offline|tot|kaputt|defekt|ausgefallen|ausfall"
    r"|gestört|rote[sr]? (?:licht|lampe|led)|blinkt rot|leuchtet rot|leitung (?:ist )?tot|verbindet sich nicht"
    r"|keine verbindung|nichts geht|geht nix|geht nichts|geht gar nichts|streikt|spinnt|springt nicht an|abgestürzt"
    r"|kommt? nicht (?:ins|rein)|lädt nicht|reagiert nicht|lässt sich nicht (?:\w+)|tut (?:sich )?nichts|down",
}
