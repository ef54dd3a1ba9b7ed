// Package strictyaml reads the YAML files that are written by hand: one document, no
// field that the reader does not know, none twice. Whoever wrote a file learns file and
// line of what is wrong with it, whether the decoder finds it ([Decode], [Read]) or a
// later check of what was read ([Place]).
package strictyaml
