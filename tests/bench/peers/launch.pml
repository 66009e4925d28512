/* What scripts/bench compares with: launch.chap's question for Spin, at N users (4) and 1 group. User 1 is a child, user
   0 its parent; the other rules are left out, which favours the peer. Found when `pan` reports the assertion; built
   with -DBFS, it finds a shortest run first. */
#ifndef N
#define N 4
#endif
#define KID 1
bool approved[N];              /* by user 0, for the child */
bool contact[N * N];
bool member[N];

inline connect(x, y) { contact[x * N + y] = true; contact[y * N + x] = true }

active proctype rules() {
  byte a, b, s, u;
  bool fits;
  do
  :: atomic {
       select(a : 0 .. N - 1); select(b : 0 .. N - 1);
       if
       :: a != b && a != KID && b != KID -> connect(a, b)                       /* befriend */
       :: b != KID -> approved[b] = true; connect(KID, b)                       /* approve */
       :: select(s : 0 .. (1 << N) - 1);                                            /* create_group */
          fits = true;
          for (u : 0 .. N - 1) {
            if
            :: member[u] || ((s >> u) & 1 && !contact[a * N + u]) -> fits = false
            :: else
            fi
          }
          if
          :: fits -> member[a] = true;
             for (u : 0 .. N - 1) {
               if
               :: (s >> u) & 1 -> member[u] = true
               :: else
               fi
             }
          :: else
          fi
       fi;
       a = 0; b = 0; s = 0;
       fits = true;
       for (u : 2 .. N - 1) {
         if
         :: member[KID] && member[u] && !approved[u] -> fits = false
         :: else
         fi
       }
       assert(fits);
       u = 0; fits = false
     }
  od
}
