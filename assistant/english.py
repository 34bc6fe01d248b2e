"""Words of English that the rules over questions and names go by. They hint; they decide nothing alone."""

# ruff: noqa: SIM905  words read best as words

TITLES = frozenset("dr mr mrs ms prof sir dame lord lady miss king queen president judge".split())
FUNCTION_WORDS = frozenset(
    """
    a an the this that these those it its he his him she her hers they their them i i'm me my we our us you your
    who whom whose what which when where why how and or but nor so if then than also yes no not there here is
    are was were be been am do does did has have had can could will would shall should may might must in on at
    to of for from by with as into about after before during since until while because although though however
    besides both each some any all most many much more few several other another one two three first second next
    please tell give show list name explain describe compare summarize summarise find ok okay well thanks thank
    hello hi sorry let such only just according despite following once later i've i'd i'll don't didn't isn't
    wasn't monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december
    """.split()
)
WORDS_ELSEWHERE = frozenset(
    "a an i in is was on do has no me he as so am will or must to at man war all if not".split()
)
"""Words of the above that other languages write too."""
MEN = frozenset(
    """
    mr sir king prince lord pope father brother uncle james john robert michael william david richard joseph
    thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua kenneth kevin brian
    george edward ronald timothy jason jeffrey jeff ryan jacob gary nicholas eric jonathan stephen larry justin
    scott brandon benjamin ben samuel sam frank gregory raymond alexander patrick jack dennis jerry tyler aaron
    henry peter adam nathan douglas walter carl carlos arthur albert joe juan jose luis mike tom tim jim bill
    bob steve chris dan tony fred harry louis philip ralph roger bruce victor martin ernest hugh ivan igor oleg
    viktor vladimir sergei dmitri hans karl pierre jean mohamed muhammad ahmed ali omar hassan
    ibrahim abraham isaac oliver oscar leo max simon neil alan aldo carlo marco luca mario enrico emil otto
    felix
    """.split()
)
WOMEN = frozenset(
    """
    mrs ms miss madam dame lady queen princess duchess mother sister aunt mary patricia jennifer linda elizabeth
    barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle
    carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna
    brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria
    heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan
    andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean alice
    julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany
    charlotte marie kayla alexis lori sue florence jane lucy rose ella leila olga elena irina natalia
    svetlana fatima aisha ingrid greta clara eva ada agnes berta dora vera nina paula petra
    """.split()
)
THINGS = frozenset(
    """
    bank company corporation corp inc ltd llc plc group university college school court council committee
    commission act treaty law bill union institute agency department ministry church temple prize award awards
    association foundation trust fund records studio studios party league museum library hospital airlines press
    times journal orchestra band project program programme system service services festival album show series
    war battle article convention agreement report book film magazine newspaper club team cup championship tour
    theatre theater
    """.split()
)
PLACES = frozenset(
    """
    city river street avenue road county island islands lake mount mountain mountains valley bay sea ocean park
    square province district village town republic kingdom states north south east west
    """.split()
)
FEMALE_CUES = frozenset("wife mother sister daughter girlfriend aunt niece widow actress mrs ms".split())
MALE_CUES = frozenset("husband father brother son boyfriend uncle nephew widower actor mr".split())
VAGUE_WORDS = frozenset(
    """
    do does did get got have use make need want know mean like good way thing things any other others else more
    sample idea kind type types
    """.split()
)
COMMANDS = frozenset(
    """
    tell give show find explain describe compare define discuss list name enumerate summarize summarise count write
    translate repeat print ignore forget disregard pretend reveal act answer quote say search look read help let make
    please stop start open delete remove send
    """.split()
)
VERBS = frozenset(
    """
    know want need think believe mean happen happened says said get got go goes went make makes made
    """.split()
)
TIME_NOUNS = frozenset("year years date day month time century decade season era period age weekday".split())
PLACE_NOUNS = frozenset(
    """
    city country town place location region state continent village street province county river district island
    """.split()
)
QUANTITY_NOUNS = frozenset(
    """
    number percentage percent amount price cost age population length height distance size weight speed temperature
    share proportion rate sum value fraction
    """.split()
)
QUANTITY_WORDS = frozenset(
    """
    many much old long far tall big large high deep wide fast heavy often soon late early small short young hot cold
    """.split()
)
NUMBER_WORDS = frozenset(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
    millions billion billions trillion dozen dozens half third quarter quarters twice once thrice single double both
    none no couple several percent
    """.split()
)
CALENDAR_WORDS = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn fall winter today yesterday tomorrow morning afternoon evening
    night noon midnight century centuries decade decades year years month months week weeks day days hour hours minute
    minutes easter christmas antiquity age ages era
    """.split()
)
IRREGULAR_VERBS = tuple(
    tuple(forms.split())
    for forms in """
    become became; begin began begun; bear bore borne born; bind bound; break broke broken; bring brought; build built;
    buy bought; catch caught; choose chose chosen; come came; deal dealt; draw drew drawn; drink drank drunk;
    drive drove driven; eat ate eaten; fall fell fallen; feel felt; fight fought; find found; flee fled; fly flew flown;
    forget forgot forgotten; freeze froze frozen; get got; give gave given; go went gone; grow grew grown; hang hung;
    hear heard; hide hid hidden; hold held; keep kept; know knew known; lay laid; lead led; leave left; lend lent;
    lie lain; lose lost; make made; mean meant; meet met; pay paid; ride rode ridden; rise rose risen; run ran;
    say said; see saw seen; seek sought; sell sold; send sent; shake shook shaken; shoot shot; sing sang sung;
    sink sank sunk; sleep slept; speak spoke spoken; spend spent; stand stood; steal stole stolen; strike struck;
    swear swore sworn; swim swam swum; take took taken; teach taught; tear tore torn; tell told; think thought;
    throw threw thrown; understand understood; wear wore worn; win won; withdraw withdrew withdrawn; write wrote written
    """.split(";")
)
"""Of those whose forms have no stem in common, the forms."""
BE = frozenset("is are was were be been being".split())
_PAST = frozenset(form for base, *others in IRREGULAR_VERBS for form in others if form != base)


def is_past(word: str) -> bool:
    """Whether a word, in lower case, looks like a verb of the past or its participle."""
    return word.endswith("ed") or word in _PAST
