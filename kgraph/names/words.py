"""Every word list and spelling table that the rules for names use.

Words are folded: in small letters and American spelling. Lists with similar contents and different
uses are separate on purpose, with a comment that says what each is for.
"""

from __future__ import annotations

import re


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(phrases: str) -> frozenset[tuple[str, ...]]:
    """Return phrases, listed with a hyphen between their words, as tuples of words."""
    return frozenset(tuple(phrase.split("-")) for phrase in phrases.split())


# --- Small words ---------------------------------------------------------------------------------

ARTICLES = _words("a an the")
_SMALL_WORDS = ARTICLES | _words("and by for from in of on to with")
# Words that a short form usually skips: Retrieval on Graphs is RG.
SKIPPED_BY_SHORT_FORMS = _SMALL_WORDS | _words("are can do does is not")
# Words that the initials of a name skip.
SKIPPED_BY_INITIALS = _SMALL_WORDS | {"via"}
# Prepositions around which a name can be turned: "rate of convergence" is "convergence rate".
TURNING_PREPOSITIONS = _words("for from of")

# --- Letters -------------------------------------------------------------------------------------

# Letters and marks that Unicode's own folding leaves apart.
LOOKALIKES = str.maketrans(
    dict.fromkeys("’‘ʼ′", "'")
    | dict.fromkeys("∗⋆", "*")
    | {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        strict=True,
    )
)
# The number that a digit is read aloud as: Embed-to-Control is E2C.
SPOKEN_DIGITS = {"2": ("to", "two"), "4": ("for", "four")}

# --- Words written together or apart -------------------------------------------------------------

# Prefixes that are written apart, with a hyphen or together: pre-training, multi task, overfitting.
PREFIXES = _words(
    "anti auto bi bio co cyber eigen hyper inter intra macro meta micro mini multi neuro non poly "
    "pre pseudo quasi semi spatio sub super"
)
# These are also words, and join only a long word: fine-tuning, but not "under the curve".
LOOSE_PREFIXES = _words("back counter de fine mis over re un under")
# Prefixes that turn a word into its opposite or into something else, with or without another of
# them in their place: two names that differ in one are not misspellings of each other.
CONTRASTING_PREFIXES = _words(
    "anti auto backward bi co cross de dis down en equi ex forward hetero homo hyper hypo il im in "
    "inter intra ir macro maxi max meta micro mini min mis mono multi non off on out over post pre "
    "re self semi sub super un under uni up"
)
# Pairs of words that are written apart or together, and whose key has them together ...
WRITTEN_TOGETHER = _phrases(
    "back-bone back-door back-prop bench-mark chat-bot chat-gpt check-point code-base data-base "
    "data-point data-set deep-fake down-sampling down-stream drop-out feed-forward fine-tune "
    "fine-tuned hand-crafted hold-out image-net in-painting key-point knowledge-base look-ahead "
    "off-line on-line out-lier out-painting over-fit roll-out run-time soft-max speed-up "
    "time-stamp time-step trade-off under-fit up-sampling warm-up water-mark water-marking "
    "wave-form wave-let way-point wiki-text word-net work-flow"
)
# ... and those whose key has them apart.
WRITTEN_APART = re.compile(
    r"(few|zero|one)(shots?)|(k)(means?|medoids?|nns?)|(u)(nets?)|(t)(sne)|(x)(rays?)"
    r"|(time)(series)|(cross)(attention|domain|entropy|lingual|modal|validation)"
    r"|(self)(attention|supervised|supervision)|(f|bert|bart|clip)(scores?)|(ms)(coco|marco)"
    r"|(fashion)(mnist)|(tiny)(imagenet)|(hugging)(face)|(nearest)(neighbors?)|(r)(cnns?)"
    r"|(black|gray|white)(box)|(power)(laws?)"
)

# --- American spelling ---------------------------------------------------------------------------

SPELLINGS = (
    (re.compile(r"isation"), "ization"),
    (re.compile(r"parametri(?=[sz])"), "parameteri"),
    (
        re.compile(
            r"^(.*(?:..al|..ar|..or|....er|amort|anonym|crystall|custom|diagonal|digit|discret"
            r"|emphas|featur|harmon|hypothes|kernel|maxim|mechan|minim|neutral|optim|organ|priorit"
            r"|quant|random|recogn|sparsif|stabil|standard|symmetr|synchron|synthes|token|util"
            r"|voxel))is(e|es|ed|er|ers|ing|able)$"
        ),
        r"\1iz\2",
    ),
    (re.compile(r"^(arm|behavi|col|fav|flav|harb|hon|lab|neighb|od|rum|tum|vap)our"), r"\1or"),
    (
        re.compile(r"^(.*(?:channel|fuel|label|model|signal|travel|tunnel))l(ed|ing|er|ers)$"),
        r"\1\2",
    ),
    (re.compile(r"^(cent|fib|lit|met)re(s?)$"), r"\1er\2"),
    (re.compile(r"(anal|catal|paral)ys(e|ed|er|ers|ing)$"), r"\1yz\2"),
    (re.compile(r"^(def|lic|off)ence(s?)$"), r"\1ense\2"),
    (re.compile(r"^(anal|catal|dial)ogue(s?)$"), r"\1og\2"),
    (re.compile(r"^grey"), "gray"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^judgement"), "judgment"),
    (re.compile(r"^programme(s?)$"), r"program\1"),
    (re.compile(r"^manoeuvre"), "maneuver"),
    (re.compile(r"^ageing$"), "aging"),
    (re.compile(r"ae(?=diatr|mia|mic|morrh)"), "e"),
    # Umlauts written out in the names of the field.
    (re.compile(r"^(g|h|m|schr)oe(?=bius|del|dinger|lder)"), r"\1o"),
    # TeX.
    (re.compile(r"^ell$"), "l"),
    (re.compile(r"^var(?=(?:epsilon|phi|rho|sigma|theta)$)"), ""),
)

# --- Plurals -------------------------------------------------------------------------------------

# Words that end in s and are singular ...
NOT_PLURAL = re.compile(
    r"(?:ss|us|is|as|ics|series|species|chaos|lens|news|bayes|stokes|gibbs|hawkes|kubernetes"
    r"|diabetes|maths)$"
)
# ... and the plurals with the same endings: cameras, metrics, GPUs in small letters.
PLURAL_ANYWAY = re.compile(
    r"(?:areas|emas|(?<!k)eras|etas|ideas|igmas|lambdas|lgebras|lphas|ltas|mmas|omas|sonas|ulas"
    r"|[hjmn]ias)$"
    r"|^(?:meta|multi|non|sub)?(?:characterist|clin|com|crit|epidem|fabr|heurist|log|metr|mosa"
    r"|rubr|tact|top)ics$"
    r"|^(?:[cdgnt]pus|emojis|grus|menus|(?:ge|re|se)lus|taxis|wikis)$"
)
PLURAL_IN_ES = re.compile(
    r"(?:alias|atlas|bias|bonus|calculus|campus|canvas|census|chorus|consensus|corpus|focus|gas"
    r"|lens|status|virus|(?:ech|her|mosquit|potat|tornad|vet|volcan)o|ss|x|ch|sh)es$"
)
IRREGULAR_ENDINGS = (
    (re.compile(r"(mat)rices$"), r"\1rix"),
    (re.compile(r"(cort|ind|simpl|vert|vort)ices$"), r"\1ex"),
    (re.compile(r"(continu|equilibri|extrem|maxim|minim|optim|spectr)a$"), r"\1um"),
    (re.compile(r"(automat|criteri|phenomen)a$"), r"\1on"),
    (re.compile(r"(analy|diagno|hypothe|parenthe|progno|synthe)ses$"), r"\1sis"),
    (re.compile(r"^(loc|foc|modul|nucle|radi|stimul|tor)i$"), r"\1us"),
)
IRREGULAR_PLURALS = {
    "ansatze": "ansatz",
    "axes": "axis",
    "bases": "basis",
    "caches": "cache",
    "cookies": "cookie",
    "corpora": "corpus",
    "crises": "crisis",
    "halves": "half",
    "knives": "knife",
    "mice": "mouse",
    "movies": "movie",
    "niches": "niche",
    "quizzes": "quiz",
    "theses": "thesis",
    "wolves": "wolf",
    "women": "woman",
}

# --- Words that add nothing to a name ------------------------------------------------------------

# Words that name nothing, alone or together: the rest of a shortened name must hold another word.
_GENERIC = _words(
    "a algorithm an and approach architecture baseline benchmark corpus data dataset evaluation "
    "for framework image index learning library measure method metric model network of optimizer "
    "our package problem procedure s scheme score set strategy system task technique test text the "
    "toolkit training value video"
)
# Words in which two names of one thing often differ. More names share them than _GENERIC's, so
# they only raise a doubt and never change a key.
WEAK_WORDS = _words(
    "algorithm approach based framework function learning mechanism method model module network "
    "neural problem process scheme setting system task technique"
)
# Heads that say even less: "supervised methods" may be supervised learning.
EMPTY_HEADS = _words("approach method setting technique")
VAGUE = _phrases(
    "the our their this these those a-novel a-new a-simple an-efficient novel proposed "
    "newly-proposed existing recent popular conventional promising sota state-of-the-art "
    "cutting-edge off-the-shelf well-known widely-used commonly-used large-scale"
)
NAMELESS = _GENERIC.union(*VAGUE)
# What begins like a vague word and is a name or a topic: New York, novel view synthesis.
NOT_VAGUE = _phrases(
    "new-york new-yorker novel-category novel-class novel-concept novel-entity novel-intent "
    "novel-object novel-view novel-word scale-scene scale-visual"
)
VAGUE_BEFORE_A_NAME = _words(
    "effective efficient modern new powerful simple standard traditional vanilla"
)
# Networks that are deep in any case.
DEEP_ANYWAY = _words("bilstm cnn convnet gru lstm rnn")

# --- What is not a dataset -----------------------------------------------------------------------

# Websites, modalities and the like, from which or of which datasets are made.
NOT_DATASETS = frozenset(
    {"amazon mechanical turk", "mechanical turk", "mturk", "crowdflower", "prolific", "kaggle"}
    | {"facebook", "github", "google", "hugging face", "huggingface", "instagram", "telegram"}
    | {"tiktok", "twitter", "weibo", "whatsapp", "youtube", "covid 19", "rgb d"}
)
LANGUAGES = _words(
    "afrikaans albanian amharic arabic armenian assamese azerbaijani bambara basque belarusian "
    "bengali bosnian breton bulgarian burmese cantonese catalan cebuano chinese croatian czech "
    "danish dutch english esperanto estonian farsi finnish french galician georgian german greek "
    "gujarati hausa hebrew hindi hungarian icelandic igbo indonesian inuktitut irish italian "
    "japanese javanese kannada karakalpak kazakh khmer kinyarwanda korean kurdish kyrgyz lao "
    "latin latvian lithuanian luxembourgish macedonian malagasy malay malayalam maltese mandarin "
    "manipuri maori marathi mongolian nepali norwegian nynorsk occitan odia oromo pashto persian "
    "polish portuguese punjabi quechua romanian russian sanskrit scots serbian sindhi sinhala "
    "slovak slovenian somali spanish sundanese swahili swedish tagalog tajik tamil tatar telugu "
    "thai tibetan tigrinya tulu turkish turkmen ukrainian urdu uyghur uzbek vietnamese welsh "
    "wolof xhosa yiddish yoruba zulu"
)
BESIDE_LANGUAGES = _words("acadian ancient and l1 l2 many modern old swiss to")

# --- Heads that repeat the label -----------------------------------------------------------------

DATASET_HEADS = frozenset({"benchmark", "benchmark suite", "corpus", "dataset", "data set"})
METRIC_HEADS = _words("index measure metric score value")
TASK_HEADS = _words("problem task")
CONCEPT_HEADS = _words("issue phenomenon problem")
MODEL_HEADS = _words("architecture model network")
METHOD_HEADS = _words("algorithm approach mechanism method procedure scheme strategy technique")
SOFTWARE_HEADS = _words("framework library package toolkit")
ACTIVATION_HEADS = frozenset({"activation", "activation function", "nonlinearity"})

# --- Names that need no head ---------------------------------------------------------------------

# Acronyms and suffixes of architectures: they are the name of a network, a model or a method.
ARCHITECTURE = re.compile(
    r"(?:.+|u)net"
    r"|.*(?:bert|former|encoderdecoder|gan|gpt|llama|lstm|mlp|rnn|cnn|vae|autoencoder)"
    r"|ann|dbn|dnn|dqn|ffn|fcn|gat|gcn|gmm|gnn|gru|hmm|kan|llm|mllm|mamba|nerf|perceptron|rbm|snn"
    r"|ssm|svm|vit|vlm|yolo"
)
ARCHITECTURE_PHRASES = _words("forest machine model network regression s t tree")
# Capitals that are not a method: fields, things, data.
FIELDS = _words(
    "ai api asr cfd cpu ct cv dl ecg eeg gpu hpc iid iot ir kg lti mdp ml mri mt ner nlp ocr ode "
    "pde qa rgb rl sde sql tts vqa"
)
# "internet model" and "planet model" end like networks.
NOT_METHODS = _words("cabinet ethernet gannet internet magnet planet rkhs rbf")
ACTIVATIONS = _words(
    "elu gelu leakyrelu mish prelu relu selu sigmoid silu softmax softplus swiglu swish tanh"
)
OPTIMIZERS = _words(
    "adadelta adafactor adagrad adam adamax adamw lamb lars lbfgs lion lora muon nadam rmsprop sgd "
    "shampoo sophia"
)
TECHNIQUES = _words(
    "annealing attention backpropagation backprop bagging beamsearch boosting distillation dropout "
    "finetuning medoid prompting pruning quantization selfattention"
)
# These need a word before them: policy gradient method, but gradient method.
TECHNIQUE_PHRASES = _words(
    "adaptation alignment ascent augmentation averaging carlo clipping clustering critic decoding "
    "descent factorization gradient learning maximization mean neighbor normalization propagation "
    "regularization sampling search smoothing tuning"
)
METRICS = _words(
    "accuracy auc auprc auroc bleu bleurt chrf cider comet dice fid iou kappa loss map mcc meteor "
    "mrr ndcg perplexity precision psnr recall rouge sensitivity specificity ssim wer"
)
# F1 and R2: the letter alone is not a metric.
METRIC_PHRASES = _words("f r")
# Models whose scores are metrics, but which are not metrics themselves.
SCORED_MODELS = _words("bart bert clip gpt")
TASKS = _words(
    "answering captioning classification clustering detection entailment forecasting inpainting "
    "inference localization matching ner nli parsing planning prediction qa ranking reasoning "
    "recognition recommendation regression retrieval routing scheduling segmentation summarization "
    "synthesis tagging tracking translation understanding vqa"
)
TASK_PHRASES = _words(
    "assignment completion control discovery estimation generation learning modeling search"
)
PHENOMENA = _words("forgetting grokking overfitting oversmoothing underfitting")
PHENOMENON_PHRASES = _words("collapse descent drift explosion gradient misalignment shift")
# Words that tell one size or stage of a model from another, and are not names of their own.
SIZES = _words("base chat huge instruct large medium mini small tiny turbo xl xxl")
