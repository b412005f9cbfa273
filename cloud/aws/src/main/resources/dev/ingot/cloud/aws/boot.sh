# Resolves the service's secrets by the instance's own role: once per boot, into memory, before the
# service starts. Needs curl 7.87 or newer, awk and base64; no AWS command line.
# Run as: boot.sh [systemd|sh]; the region and the references are in files beside it.
set -u
umask 077
export LC_ALL=C
form=${1:-systemd}
etc="${INGOT_ROOT:-}/etc/ingot"
run="${INGOT_ROOT:-}/run/ingot"
metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
region=$(cat "$etc/region")
[ ! -e "$run/secrets.$form" ] || exit 0
mkdir -p "$run"
work=$(mktemp -d "$run/boot.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
case $region in cn-*) domain=amazonaws.com.cn ;; *) domain=amazonaws.com ;; esac

# json KEY FORM [NAME]: the value of the key at the top of the object on stdin. FORM: raw, or an
# assignment of NAME as systemd's EnvironmentFile or a shell reads it.
json() {
  awk -v want="$1" -v form="$2" -v name="${3:-}" '
    function fail(why) { print why > "/dev/stderr"; failed = 1; exit 3 }
    function blanks() { while (p <= n && index(" \t\r\n", substr(s, p, 1))) p++ }
    function hex(h,  i, v) {
      for (i = 1; i <= 4; i++) v = v * 16 + index("0123456789abcdef", tolower(substr(h, i, 1))) - 1
      return v + 0
    }
    function utf8(c) {
      if (c == 0) fail("the value holds a NUL")
      if (c < 128) return sprintf("%c", c)
      if (c < 2048) return sprintf("%c%c", 192 + int(c / 64), 128 + c % 64)
      if (c < 65536) return sprintf("%c%c%c", 224 + int(c / 4096), 128 + int(c / 64) % 64, 128 + c % 64)
      return sprintf("%c%c%c%c", 240 + int(c / 262144), 128 + int(c / 4096) % 64, 128 + int(c / 64) % 64, 128 + c % 64)
    }
    function text(  out, from, c, u) {
      p++
      while (p <= n) {
        from = p
        while (p <= n && (c = substr(s, p, 1)) != "\"" && c != "\\") p++
        out = out substr(s, from, p - from)
        if (c == "\"") { p++; return out }
        c = substr(s, p + 1, 1); p += 2
        if (c == "u") {
          u = hex(substr(s, p, 4)); p += 4
          if (u >= 55296 && u < 56320 && substr(s, p, 2) == "\\u") {
            u = 65536 + (u - 55296) * 1024 + hex(substr(s, p + 2, 4)) - 56320; p += 6
          }
          out = out utf8(u)
        } else out = out (c == "n" ? "\n" : c == "t" ? "\t" : c == "r" ? "\r" : c == "b" ? "\b" : c == "f" ? "\f" : c)
      }
      fail("the value is no JSON")
    }
    function value(  from, c, deep) {
      c = substr(s, p, 1)
      if (c == "\"") { kind = "text"; return text() }
      from = p; kind = "plain"
      while (p <= n) {
        c = substr(s, p, 1)
        if (c == "\"") { text(); continue }
        if (c == "{" || c == "[") { deep++; kind = "nested" }
        if (!deep && index(",}] \t\r\n", c)) break
        p++
        if ((c == "}" || c == "]") && --deep == 0) break
      }
      return substr(s, from, p - from)
    }
    function put(v,  i, c, out, specials) {
      if (form == "raw") { printf "%s", v; return }
      if (kind == "nested" || v == "null" && kind == "plain") fail("the value is no text")
      specials = form == "sh" ? "\047" : "\"\\`$"
      for (i = 1; i <= length(v); i++) {
        c = substr(v, i, 1)
        out = out (index(specials, c) ? (form == "sh" ? "\047\\\047\047" : "\\" c) : c)
      }
      if (form == "sh") print "export " name "=\047" out "\047"
      else print name "=\"" out "\""
    }
    BEGIN {
      while ((getline line) > 0) s = s (lines++ ? "\n" : "") line
      n = length(s); p = 1; blanks()
      if (substr(s, p, 1) != "{") fail("the value is no JSON object")
      p++
      for (;;) {
        blanks()
        if (substr(s, p, 1) != "\"") break
        key = text(); blanks(); p++; blanks(); found = value()
        if (key == want) { has = 1; its = found; its_kind = kind }
        blanks()
        if (substr(s, p, 1) != ",") break
        p++
      }
      if (!has) fail("there is no \"" want "\" in it")
      kind = its_kind; put(its)
    }'
}

ask() { curl -fsS --retry 5 --retry-connrefused --max-time 5 --noproxy '*' -H "x-aws-ec2-metadata-token: ${session:-}" "$@"; }

credentials() {
  session=$(ask -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/latest/api/token") || return 1
  roles=$metadata/latest/meta-data/iam/security-credentials/
  role=$(ask "$roles") || { echo 'ingot: the instance has no role; environments.yaml names one as instanceProfile' >&2; return 1; }
  ask "$roles$role" > "$work/role" || return 1
  id=$(json AccessKeyId raw < "$work/role") && key=$(json SecretAccessKey raw < "$work/role") && token=$(json Token raw < "$work/role")
}

# call SERVICE TARGET BODY: the answer is in $work/answer. Credentials go by stdin: ps shows arguments.
call() {
  url=${AWS_ENDPOINT_URL:-https://$1.$region.$domain}
  for pause in 1 2 4 8 0; do
    status=$(printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' "$id" "$key" "$token" |
      curl -sS -K - --max-time 10 --aws-sigv4 "aws:amz:$region:$1" -H "x-amz-target: $2" \
        -H 'content-type: application/x-amz-json-1.1' -d "$3" -o "$work/answer" -w '%{http_code}' "$url/" 2> "$work/why")
    case $status in
      200) return 0 ;;
      400) grep -qs 'Throttl\|TooManyRequests\|RequestLimit' "$work/answer" || break ;;
      4??) break ;;
    esac
    sleep "$pause"
  done
  why=$(json __type raw < "$work/answer" 2> /dev/null) || why=
  message=$(json message raw < "$work/answer" 2> /dev/null || json Message raw < "$work/answer" 2> /dev/null) || message=
  why="${why##*#} $message"
  [ "$why" != ' ' ] || why="status $status, $(cat "$work/why")"
  return 1
}

# resolve NAME REFERENCE: one more assignment in $work/secrets; else why says what was wrong.
resolve() {
  case $2 in
    ssm:*)
      call ssm AmazonSSM.GetParameter "{\"Name\":\"${2#ssm:}\",\"WithDecryption\":true}" || return 1
      json Parameter raw < "$work/answer" > "$work/value" && json Value "$form" "$1" < "$work/value" ;;
    secretsmanager:*)
      secret=${2#secretsmanager:}
      call secretsmanager secretsmanager.GetSecretValue "{\"SecretId\":\"${secret%%#*}\"}" || return 1
      case $secret in
        *#*) json SecretString raw < "$work/answer" > "$work/value" && json "${secret#*#}" "$form" "$1" < "$work/value" ;;
        *) json SecretString "$form" "$1" < "$work/answer" ;;
      esac ;;
    *) why='it begins with neither ssm: nor secretsmanager:'; return 1 ;;
  esac >> "$work/secrets" 2> "$work/why" || { why=$(cat "$work/why"); return 1; }
}

: > "$work/secrets"
missing=0
if credentials; then
  while read -r name reference; do
    resolve "$name" "$reference" || {
      missing=1
      echo "ingot: secret $name ($reference) was not resolved: $why" >&2
    }
  done < "$etc/secrets"
else
  missing=1
  echo 'ingot: no credentials of the instance'"'"'s role, so no secret was resolved' >&2
fi
if [ "$missing" = 1 ]; then
  sleep 3 # the service is started again and again; the secrets' keeper is not to be flooded
  exit 1
fi
mv "$work/secrets" "$run/secrets.$form"
