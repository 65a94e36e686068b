"""What two spellings of one name have in common: its key.

`CIFAR-10` and `cifar10`, `Neural Tangent Kernels` and `neural tangent kernel`, `generalisation` and
`generalization` have equal keys; `GPT-3` and `GPT-4`, `C` and `C++`, `ResNet` and `ResNet-50` do
not. An entity's key also leaves out what is only said about a name: `a novel LSTM model` is `LSTM`,
but a `language model` keeps its head.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from kgraph.types import Label


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(phrases: str) -> frozenset[tuple[str, ...]]:
    """Return phrases, listed with a hyphen between their words, as tuples of words."""
    return frozenset(tuple(phrase.split("-")) for phrase in phrases.split())


# Numbers, words, and the marks that tell names apart (C++, C#, A*, R&D); every other mark only
# separates. An apostrophe is a part, too, so that a possessive is seen whether or not the text was
# cut into tokens there.
_PART = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[+#*&']")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DIACRITIC = re.compile("[\u0300-\u036f]")
# What Unicode's own folding leaves apart.
_ALIKE = str.maketrans(
    dict.fromkeys("’‘ʼ′", "'")
    | dict.fromkeys("∗⋆", "*")
    | {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
    }
)
# MobileNetV2 is MobileNet-v2; Conv1D is no version of anything.
_VERSION = re.compile(r"(?<=[^\W\d_]{3})(?<!con)v(?=\d)", re.IGNORECASE)
# text2image is text-to-image; between shorter parts a 2 is a number (DIV2K).
_TO = re.compile(r"(?<=[^\W\d_]{3})2(?=[^\W\d_]{3})")
# TeX writes accents apart: Schr\"odinger.
_TEX_ACCENT = re.compile(r"""\\["'`^~]\{?([^\W\d_])\}?""")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_PLURAL_ACRONYM = re.compile(r"[^\W\d_][A-Z]s$")
# The one name whose last word is a plural in its own right.
_K_MEANS = re.compile(r"(?:^|[\W_])[ck][\W_]?means$", re.IGNORECASE)
# An acronym may end in a capital S that is no plural: DARTS is not DART.
_LONGEST_ACRONYM = 6
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
    "phi chi psi omega"
)
_GREEK = dict(zip(_GREEK_LETTERS, _GREEK_NAMES.split(), strict=True))
# One Greek letter is a symbol (β-VAE); more are a Greek word.
_SYMBOL = re.compile("(?<![α-ω])[α-ω](?![α-ω])")

# Prefixes that are written apart, with a hyphen or together: pre-training, multi task, overfitting.
_PREFIXES = _listed(
    "anti auto bi bio co cyber eigen hyper inter intra macro meta micro mini multi neuro non poly pre pseudo quasi "
    "semi spatio sub super"
)
# These are words, too, and join only a long word: fine-tuning, but not "under the curve".
_LOOSE_PREFIXES = _listed("back counter de fine mis over re un under")
_LONG = 6
# Pairs of words that are written apart or together and are best known together ...
_TOGETHER = _phrases(
    "back-bone back-door back-prop bench-mark chat-bot chat-gpt check-point code-base data-base data-point data-set "
    "deep-fake down-sampling down-stream drop-out feed-forward fine-tune fine-tuned hand-crafted hold-out image-net "
    "in-painting key-point knowledge-base look-ahead off-line on-line out-lier out-painting over-fit roll-out "
    "run-time soft-max speed-up time-stamp time-step trade-off under-fit up-sampling warm-up water-mark water-marking "
    "wave-form wave-let way-point wiki-text word-net work-flow"
)
# ... and those best known apart.
_APART = re.compile(
    r"(few|zero|one)(shots?)|(k)(means?|medoids?|nns?)|(u)(nets?)|(t)(sne)|(x)(rays?)|(time)(series)"
    r"|(cross)(attention|domain|entropy|lingual|modal|validation)|(self)(attention|supervised|supervision)"
    r"|(f|bert|bart|clip)(scores?)|(ms)(coco|marco)|(fashion)(mnist)|(tiny)(imagenet)|(hugging)(face)"
    r"|(nearest)(neighbors?)|(r)(cnns?)|(black|gray|white)(box)|(power)(laws?)"
)

_SPELLINGS = (
    (re.compile(r"isation"), "ization"),
    (re.compile(r"parametri(?=[sz])"), "parameteri"),
    (
        re.compile(
            r"^(.*(?:..al|..ar|..or|....er|amort|anonym|crystall|custom|diagonal|digit|discret|emphas|featur|harmon"
            r"|hypothes|kernel|maxim|mechan|minim|neutral|optim|organ|priorit|quant|random|recogn|sparsif"
            r"|stabil|standard|symmetr|synchron|synthes|token|util|voxel))is(e|es|ed|er|ers|ing|able)$"
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
_NO_PLURAL = re.compile(
    r"(?:ss|us|is|as|ics|series|species|chaos|lens|news|bayes|stokes|gibbs|hawkes|kubernetes|diabetes|maths)$"
)
# Plurals among the words that end like none: cameras, metrics, GPUs in small letters.
_STILL_PLURAL = re.compile(
    r"(?:areas|emas|(?<!k)eras|etas|ideas|igmas|lambdas|lgebras|lphas|ltas|mmas|omas|sonas|ulas|[hjmn]ias)$"
    r"|^(?:meta|multi|non|sub)?(?:characterist|clin|com|crit|epidem|fabr|heurist|log|metr|mosa|rubr|tact|top)ics$"
    r"|^(?:[cdgnt]pus|emojis|grus|menus|(?:ge|re|se)lus|taxis|wikis)$"
)
_ES = re.compile(
    r"(?:alias|atlas|bias|bonus|calculus|campus|canvas|census|chorus|consensus|corpus|focus|gas|lens|status|virus"
    r"|(?:ech|her|mosquit|potat|tornad|vet|volcan)o|ss|x|ch|sh)es$"
)
_IRREGULAR_ENDINGS = (
    (re.compile(r"(mat)rices$"), r"\1rix"),
    (re.compile(r"(cort|ind|simpl|vert|vort)ices$"), r"\1ex"),
    (re.compile(r"(continu|equilibri|extrem|maxim|minim|optim|spectr)a$"), r"\1um"),
    (re.compile(r"(automat|criteri|phenomen)a$"), r"\1on"),
    (re.compile(r"(analy|diagno|hypothe|parenthe|progno|synthe)ses$"), r"\1sis"),
    (re.compile(r"^(loc|foc|modul|nucle|radi|stimul|tor)i$"), r"\1us"),
)
_IRREGULAR = {
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

# The short form in `Kullback-Leibler (KL) divergence`, and the word before "of": factors of
# variation.
_SHORT_FORM = re.compile(r"\s*\(([^()\s]{2,9})\)")
_BEFORE_OF = re.compile(r"[^\W_]+(?= of )")

# How a name of an entity is taken out of what is said about it.
_WORD = re.compile(r"(?:u[\W_]nets?(?![^\W\d_])|\d+(?:[.,]\d+)*|[^\W\d_]+)[+#*]*", re.IGNORECASE)
# Words that name nothing, alone or together: what is left of a name must hold another.
_GENERIC = _listed(
    "a algorithm an and approach architecture baseline benchmark corpus data dataset evaluation for framework image "
    "index learning library measure method metric model network of optimizer our package problem procedure s scheme "
    "score set strategy system task technique test text the toolkit training value video"
)
_VAGUE = _phrases(
    "the our their this these those a-novel a-new a-simple an-efficient novel proposed newly-proposed existing recent "
    "popular conventional promising sota state-of-the-art cutting-edge off-the-shelf well-known widely-used "
    "commonly-used large-scale"
)
_NAMELESS = _GENERIC.union(*_VAGUE)
_MOST_VAGUE_WORDS = max(map(len, _VAGUE))
# What begins like a vague word and is a name, or what one is about: New York, novel view synthesis.
_NO_VAGUE_PAIRS = _phrases(
    "new-york new-yorker novel-category novel-class novel-concept novel-entity novel-intent novel-object novel-view "
    "novel-word scale-scene scale-visual"
)
_VAGUE_BEFORE_A_NAME = _listed(
    "effective efficient modern new powerful simple standard traditional vanilla"
)
_DEEP_ANYWAY = _listed("bilstm cnn convnet gru lstm rnn")

_DATASET_HEADS = frozenset(["benchmark", "benchmark suite", "corpus", "dataset", "data set"])
_METRIC_HEADS = _listed("index measure metric score value")
_TASK_HEADS = _listed("problem task")
_CONCEPT_HEADS = _listed("issue phenomenon problem")
_MODEL_HEADS = _listed("architecture model network")
_METHOD_HEADS = _listed("algorithm approach mechanism method procedure scheme strategy technique")
_SOFTWARE_HEADS = _listed("framework library package toolkit")
_ACTIVATION_HEADS = frozenset(["activation", "activation function", "nonlinearity"])

# Acronyms and suffixes of architectures: a network, a model or a method of theirs is what they are.
_ARCHITECTURE = re.compile(
    r"(?:.+|u)net|.*(?:bert|former|encoderdecoder|gan|gpt|llama|lstm|mlp|rnn|cnn|vae|autoencoder)"
    r"|ann|dbn|dnn|dqn|ffn|fcn|gat|gcn|gmm|gnn|gru|hmm|kan|llm|mllm|mamba|nerf|perceptron|rbm|snn|ssm|svm|vit|vlm|yolo"
)
_ARCHITECTURE_PHRASES = _listed("forest machine model network regression s t tree")
# Capitals that are no method: fields, things, data.
_FIELDS = _listed(
    "ai api asr cfd cpu ct cv dl ecg eeg gpu hpc iid iot ir kg lti mdp ml mri mt ner nlp ocr ode pde qa rgb rl sde "
    "sql tts vqa"
)
# "internet model" and "planet model" end like networks.
_NO_METHODS = _listed("cabinet ethernet gannet internet magnet planet rkhs rbf")
_ACTIVATIONS = _listed(
    "elu gelu leakyrelu mish prelu relu selu sigmoid silu softmax softplus swiglu swish tanh"
)
_OPTIMIZERS = _listed(
    "adadelta adafactor adagrad adam adamax adamw lamb lars lbfgs lion lora muon nadam rmsprop sgd shampoo sophia"
)
_TECHNIQUES = _listed(
    "annealing attention backpropagation backprop bagging beamsearch boosting distillation dropout finetuning medoid "
    "prompting pruning quantization selfattention"
)
# These need a word before them: policy gradient method, but gradient method.
_TECHNIQUE_PHRASES = _listed(
    "adaptation alignment ascent augmentation averaging carlo clipping clustering critic decoding descent "
    "factorization gradient learning maximization mean neighbor normalization propagation regularization sampling "
    "search smoothing tuning"
)
_METRICS = _listed(
    "accuracy auc auprc auroc bleu bleurt chrf cider comet dice fid iou kappa loss map mcc meteor mrr ndcg perplexity "
    "precision psnr recall rouge sensitivity specificity ssim wer"
)
# F1 and R2: the letter alone is no metric.
_METRIC_PHRASES = _listed("f r")
# The score of a model that is no metric itself.
_SCORED_MODELS = _listed("bart bert clip gpt")
_TASKS = _listed(
    "answering captioning classification clustering detection entailment forecasting inpainting inference "
    "localization matching ner nli parsing planning prediction qa ranking reasoning recognition recommendation "
    "regression retrieval routing scheduling segmentation summarization synthesis tagging tracking translation "
    "understanding vqa"
)
_TASK_PHRASES = _listed(
    "assignment completion control discovery estimation generation learning modeling search"
)
_PHENOMENA = _listed("forgetting grokking overfitting oversmoothing underfitting")
_PHENOMENON_PHRASES = _listed("collapse descent drift explosion gradient misalignment shift")
# What tells one size or stage of a model from another, and is no name of its own.
_SIZES = _listed("base chat huge instruct large medium mini small tiny turbo xl xxl")


def name_parts(text: str) -> tuple[str, ...]:
    """Return the words, numbers and telling marks of a name, folded but not yet singular and prefixes still apart."""
    return tuple(word for part in _PART.findall(_plain(text)) for word in _words(_fold(part)))


@lru_cache(maxsize=1 << 17)
def singular(part: str) -> str:
    """Return the singular of a folded word; words that are no plural stay."""
    if part in _IRREGULAR:
        return _IRREGULAR[part]
    for pattern, replacement in _IRREGULAR_ENDINGS:
        if pattern.search(part):
            return pattern.sub(replacement, part)
    if (
        len(part) < 3
        or not part.endswith("s")
        or (_NO_PLURAL.search(part) and not _STILL_PLURAL.search(part))
    ):
        return part
    if part.endswith("ies") and len(part) > 4:
        return part[:-3] + "y"
    return part[:-2] if _ES.search(part) else part[:-1]


@lru_cache(maxsize=1 << 16)
def singular_name(name: str) -> str:
    """Return a name with its last word in the singular and all else as it stands: `Neural Nets` is `Neural Net`.

    A mixture of experts stays one.
    """
    word = _LAST_WORD.search(name)
    if word is None or word[0].endswith("S") or _K_MEANS.search(name) or " of " in name:
        return name
    folded = word[0].casefold()
    # The key knows more than the last word alone: a knowledge base is no basis.
    if folded.endswith("s") and name_key(name).endswith(folded[:-1]):
        return name[:-1]
    single = singular(folded)
    if folded.startswith(single):
        return name[: len(name) - len(folded) + len(single)]
    return name[: word.start()] + single


@lru_cache(maxsize=1 << 16)
def name_key(surface: str) -> str:
    """Return the key of a surface: its parts, the last in the singular, with single spaces between.

    Idempotent: the key of a key is the key. Equal keys are the same name; '' where nothing of a
    name is left.
    """
    parts = name_parts(surface)
    joined = [_fold("".join(parts[i] for i in group)) for group in iter_words(parts)] or [""]
    return " ".join((*joined[:-1], _fold(singular(joined[-1]))))


def iter_words(parts: Sequence[str]) -> Iterator[Sequence[int]]:
    """Yield which parts make one word, in order: a prefix and what follows it, else each part alone.

    Apostrophes, and the s of a possessive, make none.
    """
    groups: list[tuple[int, ...]] = []
    following = ""
    for i in reversed(range(len(parts))):
        if parts[i] == "'" or (parts[i] == "s" and i > 0 and parts[i - 1] == "'"):
            continue
        if _joins(parts[i], following):
            groups[-1] = (i, *groups[-1])
            following = parts[i] + following
        else:
            groups.append((i,))
            following = parts[i]
    yield from reversed(groups)


def _joins(part: str, following: str) -> bool:
    if not following.isalpha():
        return False
    if part in _PREFIXES or (part in _LOOSE_PREFIXES and len(following) >= _LONG):
        return True
    return (part, following.removesuffix("s")) in _TOGETHER


def slug(key: str) -> str:
    """Return a key as the end of an IRI: `[a-z0-9]`, hyphens and inner points, at most 80 characters and a hash.

    The hash (8 hexadecimal digits of the key's SHA-256) is there where the letters alone lost
    something; it depends on the key alone, so that no other name can change it.
    """
    plain = re.sub(r"[^a-z0-9.]+", "-", key.casefold()).strip("-.")
    if plain == key.casefold().replace(" ", "-") and 0 < len(plain) <= 80:
        return plain
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[:80].strip('-.')}-{digest}".strip("-")


@lru_cache(maxsize=1 << 16)
def entity_key(label: Label, name: str) -> str:
    """Return the key by which entities of a label are told apart: that of the name without what is only said about it.

    Vague adjectives before a name (novel, state-of-the-art) and generic heads after it (the model
    of `LSTM model`, the dataset of `ImageNet dataset`) are left out; heads that make the name
    (`language model`, `kernel method`) stay. Idempotent for a label, and never '' where `name_key`
    is not. Capitals count where they show that what is left is a name: `SHAP method` is `SHAP`, but
    `shap method` stays.

    >>> entity_key("Method", "novel LSTM models"), entity_key("Method", "language models")
    ('lstm', 'language model')
    """
    text = _without_short_forms(_plain(name))
    words = [
        _Word(match[0], singular(_fold(match[0])), *match.span()) for match in _WORD.finditer(text)
    ]
    start = _vague_count(words)
    end = len(words) - _head_count(label, words[start:], capitals=not text.isupper())
    key = name_key(
        text[words[start].start if start else 0 : words[end - 1].end if end < len(words) else None]
    )
    key = _BEFORE_OF.sub(lambda word: singular(word[0]), key)
    return key if key == name else entity_key(label, key)


def _without_short_forms(text: str) -> str:
    """Return a name without the bracketed initials of the words before them."""

    def keep(match: re.Match[str]) -> str:
        letters = "".join(re.findall(r"[^\W\d_]", match[1].casefold()))
        initials = "".join(re.findall(r"(?<![^\W_])[^\W_]", text[: match.start()].casefold()))
        return "" if len(letters) > 1 and initials.endswith(letters) else match[0]

    return _SHORT_FORM.sub(keep, text)


class _Word(NamedTuple):
    text: str
    key: str
    start: int
    end: int


def _vague_count(words: Sequence[_Word]) -> int:
    """Return how many words at the start are vague, where a name follows them."""
    keys = tuple(word.key for word in words)
    for count in range(min(_MOST_VAGUE_WORDS, len(words) - 1), 0, -1):
        if keys[count - 1 : count + 1] in _NO_VAGUE_PAIRS or _NAMELESS.issuperset(keys[count:]):
            continue
        if keys[:count] in _VAGUE:
            return count + _vague_count(words[count:])
        if count == 1 and _is_vague_before_a_name(words[0], words[1]):
            return 1 + _vague_count(words[1:])
    return 0


def _is_vague_before_a_name(adjective: _Word, following: _Word) -> bool:
    """Tell whether an adjective that many names begin with (Simple Recurrent Unit) only describes what follows."""
    if adjective.key == "deep":
        return following.key in _DEEP_ANYWAY
    return adjective.text in _VAGUE_BEFORE_A_NAME and _is_coined(following)


def _head_count(label: Label, words: Sequence[_Word], *, capitals: bool) -> int:
    """Return how many words at the end say no more than the label does."""
    for count in range(min(2, len(words) - 1), 0, -1):
        head = " ".join(word.key for word in words[-count:])
        rest = words[:-count]
        if not _NAMELESS.issuperset(word.key for word in rest) and _is_empty_head(
            label, head, rest, capitals
        ):
            return count + _head_count(label, rest, capitals=capitals)
    return 0


def _is_empty_head(label: Label, head: str, rest: Sequence[_Word], capitals: bool) -> bool:
    last, phrase = _name_word(rest), len(rest) > 1
    coined = capitals and _is_coined(last)
    match label:
        case "Dataset":
            return head in _DATASET_HEADS
        case "Metric":
            return head in _METRIC_HEADS and (
                last.key in _METRICS
                or (phrase and last.key in _METRIC_PHRASES)
                or (coined and last.key not in _SCORED_MODELS)
            )
        case "Task":
            return head in _TASK_HEADS and (
                last.key in _TASKS or (phrase and last.key in _TASK_PHRASES)
            )
        case "Concept":
            return head in _CONCEPT_HEADS and (
                last.key in _PHENOMENA or (phrase and last.key in _PHENOMENON_PHRASES)
            )
        case "Method":
            return _is_empty_method_head(head, last, phrase, coined)


def _is_empty_method_head(head: str, last: _Word, phrase: bool, coined: bool) -> bool:
    if head in _ACTIVATION_HEADS:
        return last.key in _ACTIVATIONS
    if last.key in _NO_METHODS:
        return False
    if _ARCHITECTURE.fullmatch(last.key) or (phrase and last.key in _ARCHITECTURE_PHRASES):
        return head in _MODEL_HEADS or head in _METHOD_HEADS
    if head in _MODEL_HEADS:
        return coined and not last.text.isupper() and last.key not in _ACTIVATIONS | _OPTIMIZERS
    if head in _METHOD_HEADS:
        return coined or last.key in _TECHNIQUES or (phrase and last.key in _TECHNIQUE_PHRASES)
    return (head == "optimizer" and (coined or last.key in _OPTIMIZERS)) or (
        head in _SOFTWARE_HEADS and coined
    )


def _name_word(words: Sequence[_Word]) -> _Word:
    """Return the word that decides: the last that is no number, letter or size (BERT of BERT-base, GPT of GPT-4o)."""
    telling = (word for word in reversed(words) if word.text.isalpha() and len(word.text) > 1)
    return next((word for word in telling if word.key not in _SIZES), words[0])


def _is_coined(word: _Word) -> bool:
    """Tell whether a word is written as only acronyms and coined names are: with two capitals or more."""
    return sum(letter.isupper() for letter in word.text) > 1 and word.key not in _FIELDS


def _plain(text: str) -> str:
    """Return a text with one form for the letters and marks that look or mean the same, its case as it was."""
    apart = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    plain = unicodedata.normalize("NFKC", _DIACRITIC.sub("", apart)).translate(_ALIKE)
    return _TO.sub(" to ", _VERSION.sub(" v", _TEX_ACCENT.sub(r"\1", plain)))


def _words(part: str) -> Sequence[str]:
    match = _APART.fullmatch(part)
    return [word for word in match.groups() if word] if match else [part]


@lru_cache(maxsize=1 << 17)
def _fold(part: str) -> str:
    if part == "&":
        return "and"
    if _PLURAL_ACRONYM.search(part):
        part = part[:-1]
    folded = _spelled(part.casefold())
    # A capital S is kept only where a plural could be read into it.
    if (
        part.isupper()
        and part.endswith("S")
        and 2 < len(part) <= _LONGEST_ACRONYM
        and singular(folded) != folded
    ):
        return folded[:-1] + "S"
    return part if part.endswith("S") and part[:-1].islower() else folded


def _spelled(folded: str) -> str:
    """Return a word in small letters in its American spelling, Greek symbols by their names."""
    word = _SYMBOL.sub(lambda symbol: _GREEK[symbol[0]], folded)
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word
