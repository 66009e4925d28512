; never `n` of door: rule `enter` (rules.chap:11) keeps the invariant.
; The property: rules.chap:17
; Any solver that reads SMT-LIB 2.6 must answer `unsat`: no number of individuals, no state makes this fail.
(set-logic ALL)

; ---- sorts, of any size, and the state before any step
(declare-sort Person 0)
(declare-datatypes ((Mood 0)) (((calm) (cross))))
(declare-fun owner (Person) Bool)
(declare-fun friends (Person Person) Bool)
; friends is symmetric
(assert (forall ((x Person) (y Person)) (= (friends x y) (friends y x))))
(declare-fun inside (Person) Bool)
(declare-fun mood (Person) Mood)

; ---- what holds in every state
; rules.chap:8: assume some p: Person | owner(p)
(assert (exists ((p Person)) (owner p)))

; ---- the invariant
; not some p: inside | mood(p) = cross and not is_known(p)
(define-fun is_known ((p Person)) Bool (exists ((o Person)) (and (owner o) (friends o p))))
(assert (not (exists ((p Person)) (and (inside p) (= (mood p) cross) (not (is_known p))))))

; ---- the step: rule `enter`, rules.chap:11
(declare-fun who () Person)
(declare-fun guests (Person) Bool)
; rules.chap:12: require is_known(who) and mood(who) = calm
(assert (and (is_known who) (= (mood who) calm)))
; rules.chap:13: add inside(who)
; rules.chap:14: add friends(who, g) for g: guests
; rules.chap:15: set mood(who) = cross where who in guests
(define-fun friends_added ((x Person) (y Person)) Bool
  (or (and (= x who) (guests y)) (and (= y who) (guests x))))
(define-fun friends_after ((x Person) (y Person)) Bool (or (friends_added x y) (friends x y)))
(define-fun inside_added ((who_2 Person)) Bool (= who_2 who))
(define-fun inside_after ((who_2 Person)) Bool (or (inside_added who_2) (inside who_2)))
(define-fun mood_set ((x Person) (value Mood)) Bool (and (= x who) (= value cross) (guests who)))
(define-fun mood_after ((x Person)) Mood (ite (and (= x who) (guests who)) cross (mood x)))

; ---- the invariant fails after the step
; not some p: inside | mood(p) = cross and not is_known(p)
(define-fun is_known_after ((p Person)) Bool
  (exists ((o Person)) (and (owner o) (friends_after o p))))
(assert
  (exists ((p Person)) (and (inside_after p) (= (mood_after p) cross) (not (is_known_after p)))))

(check-sat)
