// Package restriction recognises the limits that companies put on people's data
// protection rights and judges them by the law that governs the case.
//
// A restriction is a finding with evidence and a verdict. Evidence is a span of a
// reply or privacy policy ([Detector.Detect]) or a pattern in what happened
// ([Detector.History]). The verdict is [Unlawful], [Lawful] or [Judge]: the same
// words ("only the last twelve months") break Article 15 GDPR and repeat the
// default period of the California Civil Code, so every question names a regime.
//
// What is known about each kind of restriction (names, explanation, verdict per
// regime with citations, precedents, points for the letter) is data in
// taxonomy/<kind>.yaml. How it shows is data in grammar/<kind>.yaml, in meanings that
// patterns/<language>/*.yaml put into words; a kind or a language is added by adding
// files. FORMAT.md describes them.
//
// A rule of a grammar says where a restriction may be; the rules and cues seen there
// add up by the weights of evidence/<kind>.yaml, and a finding is reported from a
// confidence of one half. So several weak signs together are found in wordings that
// no rule names. What stands around counts too: the slots of all kinds there, and the
// words of the sentence by evidence/words.txt.
//
// The package is pure: it knows neither the rest of the product nor a database,
// reads no clock and keeps no state. A [Detector] is safe for concurrent use.
//
// Findings are suspicions for a person to confirm or dismiss, not legal advice.
package restriction
