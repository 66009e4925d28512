" Rule files of Chaperone. The words are those of docs/language.md.
if exists('b:current_syntax')
  finish
endif

syntax keyword chapDeclaration system sort enum fixed relation function assume define init rule never always possible undoable
syntax keyword chapDeclaration ordered closure extend with within of
syntax match chapDeclaration /\<by\ze\s\+\k/
syntax match chapDeclaration /\%()\s\)\@<=to\>/
syntax match chapDeclaration /^\s*\zsto\>\ze\s/
syntax keyword chapDeclaration scenario given expect keeps symmetric named
syntax match chapDeclaration /^\s*\zs\%(use\|replace\|drop\)\>/
syntax match chapDeclaration /\%(\<init\s\+\)\@<=empty\>/
syntax keyword chapStatement require add remove else for where allowed refused
syntax match chapStatement /\<set\>/
syntax match chapStatement /\<may\s\+refuse\>/
syntax keyword chapQuantifier all some no one lone
syntax match chapQuantifier /\<at\s\+\%(least\|most\)\>/
syntax keyword chapOperator not and or implies iff in can did was once since acted
syntax keyword chapBoolean true false
syntax match chapNumber /\<\d\+\>/
syntax match chapName /\%(\<\%(system\|relation\|function\|define\|rule\|never\|always\|possible\|undoable\|closure\|scenario\)\s\+\)\@<=\k\+/
syntax match chapSort /\%(\<\%(sort\|enum\)\s\+\)\@<=\k\+/
syntax match chapSort /\%(:\s*\|\<set\s\+of\s\+\)\@<=\k\+/
syntax match chapSetOf /\<set\s\+of\>/
syntax region chapText start=/"/ end=/"/ oneline contains=chapPlaceholder
syntax match chapPlaceholder /{{\|{[^}"]*}/ contained
syntax match chapComment +//.*$+ contains=@Spell
syntax match chapDoc +^\s*\zs///\%([^/].*\)\=$+ contains=@Spell

highlight default link chapDeclaration Keyword
highlight default link chapStatement Statement
highlight default link chapQuantifier Repeat
highlight default link chapOperator Operator
highlight default link chapBoolean Boolean
highlight default link chapNumber Number
highlight default link chapName Function
highlight default link chapSort Type
highlight default link chapSetOf StorageClass
highlight default link chapText String
highlight default link chapPlaceholder Special
highlight default link chapComment Comment
highlight default link chapDoc SpecialComment

let b:current_syntax = 'chaperone'
