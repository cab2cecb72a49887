# What a JVM has to be told to compile JavaScript with GraalVM's compiler, which is beside this file.

# Sets jit to the options; to none where this JVM cannot have that compiler: it takes a HotSpot of its own release, not older.
jit_options() { # JAVA
  local folder=${BASH_SOURCE[0]%/*} java release version modules compiler needed name value
  jit=()
  java=$(readlink -f "$(command -v "$1")" 2>/dev/null) || return 0
  release=${java%/bin/java}/release
  [ -r "$release" ] || return 0
  while IFS='=' read -r name value; do
    case $name in
      JAVA_VERSION) version=${value//\"/} ;;
      MODULES) modules=" ${value//\"/} " ;;
    esac
  done <"$release"
  for compiler in "$folder"/compiler-*.jar; do needed=${compiler##*/compiler-} needed=${needed%.jar}; done
  [[ ${modules:-} == *" jdk.internal.vm.ci "* && ${version:-} =~ ^${needed%.*}\.([0-9]+) ]] || return 0
  ((BASH_REMATCH[1] >= ${needed##*.})) || return 0
  local pack=$folder/..
  # shellcheck disable=SC2034 # whoever reads this file uses it
  jit=(-XX:+UnlockExperimentalVMOptions -XX:+EnableJVMCI
    "--upgrade-module-path=$compiler:$pack/truffle-compiler.jar:$pack/collections.jar:$pack/word.jar")
}
