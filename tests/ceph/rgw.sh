#!/bin/bash
# A Ceph object gateway of one machine, for tests: a monitor, a storage daemon in memory and a gateway, on loopback only.
#
#   rgw.sh start FOLDER    make FOLDER afresh, start the daemons in it, and wait until the gateway answers
#   rgw.sh stop FOLDER     end the daemons that were started in it
#
# Endpoint: http://127.0.0.1:$RGW_PORT (5557 if not set); key: testkey; secret: testsecret.
# Needs ceph-mon, ceph-osd, ceph-common and radosgw (Debian: apt-get install --no-install-recommends ceph-mon ceph-osd
# radosgw) and curl.
set -euo pipefail
usage="usage: rgw.sh start|stop FOLDER"
command=${1:?$usage}
folder=$(realpath -m "${2:?$usage}")
port=${RGW_PORT:-5557}
conf=$folder/ceph.conf

stop() {
    for file in "$folder"/run/*.pid; do
        [ -e "$file" ] || continue
        kill "$(cat "$file")" 2>/dev/null || true
        rm -f "$file"
    done
}

wait_for() { # SECONDS COMMAND...
    local patience=$(($1 * 2))
    shift
    until "$@" >/dev/null 2>&1; do
        patience=$((patience - 1))
        if [ "$patience" -le 0 ]; then
            echo "rgw.sh: gave up waiting for: $*; the logs are in $folder/log" >&2
            stop
            exit 1
        fi
        sleep 0.5
    done
}

osd_is_up() { ceph -c "$conf" osd stat | grep -q "1 up"; }

if [ "$command" = stop ]; then
    stop
    exit
fi
[ "$command" = start ] || { echo "$usage" >&2; exit 2; }

stop
rm -rf "$folder"
mkdir -p "$folder"/{mon,osd,rgw,run,log}
fsid=$(cat /proc/sys/kernel/random/uuid)
cat >"$conf" <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:3300,v1:127.0.0.1:6789]
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
mon allow pool delete = true
mon data avail crit = 1
mon data avail warn = 2
osd objectstore = memstore
memstore device bytes = 2147483648
osd journal size = 100
run dir = $folder/run
log file = $folder/log/\$name.log
admin socket = $folder/run/\$name.asok
pid file = $folder/run/\$name.pid
mon data = $folder/mon
osd data = $folder/osd
rgw data = $folder/rgw
rgw frontends = beast endpoint=127.0.0.1:$port
rgw dns name =
rgw thread pool size = 64
CONF
# the gateway of some versions speaks the older protocol of monitors alone
gateway_conf=$folder/rgw.conf
sed "s/^mon host = .*/mon host = v1:127.0.0.1:6789/" "$conf" >"$gateway_conf"
printf "ms mon client mode = crc secure\nms client mode = crc secure\n" >>"$gateway_conf"

monmaptool --create --clobber --addv a "[v2:127.0.0.1:3300,v1:127.0.0.1:6789]" --fsid "$fsid" "$folder/monmap" >/dev/null
ceph-mon -c "$conf" --mkfs -i a --monmap "$folder/monmap"
ceph-mon -c "$conf" -i a
osd=$(cat /proc/sys/kernel/random/uuid)
ceph -c "$conf" osd new "$osd" 0 >/dev/null
ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$osd" 2>/dev/null
ceph-osd -c "$conf" -i 0 >/dev/null
wait_for 30 osd_is_up
radosgw-admin -c "$conf" user create --uid=tests --display-name=tests --access-key=testkey --secret-key=testsecret \
    >/dev/null
setsid radosgw -c "$gateway_conf" -n client.admin -f --log-file "$folder/log/rgw.log" >"$folder/log/rgw.out" 2>&1 &
echo $! >"$folder/run/rgw.pid"
wait_for 60 curl -sf -o /dev/null "http://127.0.0.1:$port/"
ceph -c "$conf" version
echo "the gateway answers at http://127.0.0.1:$port"
