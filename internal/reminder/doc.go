// Package reminder plans of what a person is reminded, when, and in which mail. It
// decides; it neither stores nor sends anything and reads no clock: instants come in as
// parameters.
//
// The facts of a request ([Request]), what a recipient wishes ([Recipient], [Choice]) and
// what they have been told already ([Told]) go into [Make], which says what is to be told
// now and later and what is to be withdrawn. [Look] asks again at the moment of
// sending. [Mails] puts what is to be told into one digest a day or into single mails, as
// data without words: the words are templates.
//
// Three rules keep a reminder from being missed and from coming twice:
//
//   - A reminder has a [Key], and the key is used once. Whoever stores reminders makes it
//     unique; nothing here depends on how often or when the plan is made.
//   - Of what is late (the program did not run for three days) only the last stage is told,
//     and nothing that has lost its use.
//   - What a recipient was told is remembered with its legal day. The same stage of the
//     same day is never told again, even if the clock is set back; another day is told as
//     a correction ("was 3 March, is 12 April").
package reminder
